// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ASiC
import Bundles
import Catalogue
import Dossiers
import Files
import Octets
import Offices
import Registry
import Signatures

/// `open ID|FILE -o DIR`: decrypts a bundle, verifies it, and writes it into a folder.
struct Open: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "open", abstract: Help.text(.helpOpen))

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpOpenInput)))
    var input: String

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(Help.text(.helpOutputFolder), valueName: "dir")
    )
    var output: String

    @Flag(help: ArgumentHelp(Help.text(.helpAllowClassicalOpen)))
    var allowClassical = false

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        let received = Folder.exists(input) ? nil : try InboxItem.find(input, office, at: session.now)
        let path = try received.map { try storedFile($0, office, session) } ?? input
        let trust = try office.trust()
        let folder = try OpenedFolder(output)
        let bundle = try SealedBundle(envelopeOf: FileSource(path), trust: trust, at: session.now)
        let opening = BundleOpening(
            office: office.reference,
            identities: [try office.identity(session.passphrases)],
            trust: trust,
            policy: allowClassical ? .classicalAllowed : office.encryptionPolicy,
            now: session.now
        )
        let entry = bundle.contentEntry
        let content = try FileSource(path, from: entry.dataOffset, length: entry.size)
        let opened = try opening.open(
            bundle,
            content: Progress(session, total: entry.size).watching(content),
            copyingTo: folder.containerSink,
            attachment: { try folder.attachment($0, $1) }
        )
        try opened.judgement.requireGood()
        try folder.place(opened.dossier)
        session.say(.commandOpened(office: opened.sender.document.office, path: output))
        for signature in opened.judgement.signatures {
            guard let subject = signature.judged.signer?.subject else { continue }
            session.say(
                .commandSignedBy(
                    name: subject.name ?? "",
                    office: signature.office?.office ?? "",
                    role: subject.role ?? "",
                    time: signature.judged.claimedSigningTime?.description ?? ""
                ),
                indent: 2
            )
        }
        for warning in opened.judgement.warnings { session.print("- " + session.sentence(warning)) }
        if let received, received.bundle.state == .waiting {
            try ServiceFolder(office, at: session.now).registry
                .setState(.opened, of: received.bundle.facts.identity)
        }
        return .done
    }

    private func storedFile(_ item: InboxItem, _ office: Office, _ session: Session) throws -> String {
        guard item.bundle.facts.decision == .filed else { throw CommandError(.itemRefused, ["id": input]) }
        return try ServiceFolder(office, at: session.now).store.path(of: item.bundle.facts.fileDigest)
    }
}
