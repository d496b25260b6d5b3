// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Files
import Octets
import Offices
import Signatures

/// `trust national …`: national authorities, whose certificates count for officers whom an office lists.
struct TrustNationalGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "national",
        abstract: Help.text(.helpTrustNational),
        subcommands: [TrustNationalAdd.self, TrustNationalList.self, TrustNationalRemove.self]
    )
}

/// `trust national add FILE`: believes a national authority about names, once its digest was compared.
struct TrustNationalAdd: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: Help.text(.helpTrustNationalAdd)
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpNationalFile)))
    var file: String?

    @Option(help: ArgumentHelp(Help.text(.helpNationalDigest), valueName: "hex"))
    var sha256: String?

    @Option(help: ArgumentHelp(Help.text(.helpNationalList), valueName: "file"))
    var crl: [String] = []

    func perform(_ session: Session) throws -> Outcome {
        guard file != nil || !crl.isEmpty else { throw CommandError(.nothingToDo) }
        let office = try session.office()
        let lists = try crl.map {
            try RevocationList(file: Folder.read($0, limit: Limits.revocationList * 2))
        }
        guard let file else {
            try office.keepNational(lists)
            session.say(.commandNationalLists(count: String(lists.count)))
            return .done
        }
        let text = String(decoding: try Folder.read(file, limit: Limits.certificate * 2), as: UTF8.self)
        let root = try Certificate(pem: text)
        try office.trustNational(
            root,
            compared: try compared(root, session),
            revocationLists: lists,
            at: session.now
        )
        session.logTrustChanges(office)
        session.say(
            .commandNationalAdded(
                name: root.subject.name ?? root.fingerprint.hex,
                time: NationalAuthority(root: root, pinnedAt: session.now).expires.description
            )
        )
        return .done
    }

    /// What the authority publishes: given, or asked for; never shown from the file itself.
    private func compared(_ root: Certificate, _ session: Session) throws -> SHA256Digest? {
        var text = sha256
        if text == nil {
            let question = session.text(.commandAskNationalDigest(name: root.subject.name ?? "—"))
            text = try session.surroundings.ask(question, false)?
                .withBytes { String(decoding: [UInt8](copying: $0), as: UTF8.self) }
        }
        guard let text else { return nil }
        let digits = String(text.lowercased().filter { !":  ".contains($0) })
        guard let digest = SHA256Digest(hex: digits) else { throw CommandError(.malformedDigest) }
        return digest
    }
}

/// `trust national list`: the national authorities, since when and until when they are believed.
struct TrustNationalList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: Help.text(.helpTrustNationalList)
    )

    @OptionGroup var common: CommonOptions

    func perform(_ session: Session) throws -> Outcome {
        let trust = try session.office().nationalTrust()
        if trust.authorities.isEmpty { session.say(.commandNationalNobody) }
        for authority in trust.authorities {
            let (name, digest) = (authority.root.subject.name ?? "—", authority.root.fingerprint.hex)
            let since = authority.pinnedAt?.description ?? "—"
            let until = authority.expires.description
            session.say(
                session.now <= authority.expires
                    ? .commandNationalLine(digest: digest, name: name, since: since, until: until)
                    : .commandNationalLineStale(digest: digest, name: name, since: since, until: until)
            )
        }
        for list in trust.revocationLists {
            session.say(
                .commandNationalListLine(
                    from: list.thisUpdate.description,
                    name: list.issuer.description,
                    until: list.nextUpdate.description
                ),
                indent: 2
            )
        }
        return .done
    }
}

/// `trust national remove DIGEST`: believes a national authority no more.
struct TrustNationalRemove: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: Help.text(.helpTrustNationalRemove)
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpNationalId)))
    var digest: String

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        let root = try office.distrustNational(digest, at: session.now)
        session.logTrustChanges(office)
        session.say(.commandNationalRemoved(name: root.subject.name ?? root.fingerprint.hex))
        return .done
    }
}
