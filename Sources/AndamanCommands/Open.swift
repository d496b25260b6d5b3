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
    static let configuration = CommandConfiguration(act: "open", .helpOpen)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpOpenInput)))
    var input: String

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(Help.text(.helpOutputFolder), valueName: "dir")
    )
    var output: String

    @Option(name: .customLong("as"), help: ArgumentHelp(Help.text(.helpOpenAs), valueName: "officer"))
    var officer: String?

    @Flag(help: ArgumentHelp(Help.text(.helpAllowClassicalOpen)))
    var allowClassical = false

    @Option(help: ArgumentHelp(Help.text(.helpOpenReaders), valueName: "class"))
    var readers: String?

    func perform(_ session: Session) throws -> Outcome {
        if let readers { return try openParts(of: readers, session) }
        let office = try session.office()
        let service = Folder.exists(input) ? nil : try ServiceFolder(office, at: session.now)
        let received = try service.map { try inboxItem($0) }
        let path = received?.path ?? input
        let actor = received == nil ? nil : try office.acting(officer)
        let trust = try office.trust()
        let folder = try OpenedFolder(output)
        let bundle = try SealedBundle(
            envelopeOf: FileSource(path),
            trust: trust,
            at: session.now,
            outside: evidence(beside: path, trust, session)
        )
        let opening = BundleOpening(
            office: office.reference,
            identities: try office.identities(session.passphrases),
            trust: trust,
            policy: policy(office),
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
        if let service, let received { try keepMarks(opened.dossier, of: received.item, service, session) }
        // Kept before anything of it is seen: there is no opening without its evidence.
        if let service, let received, let actor { try record(received.item, actor, service, session) }
        try folder.place(opened.dossier)
        report(opened, session)
        let registry = try service?.registry ?? ServiceFolder.existingRegistry(of: office)
        session.say(try registry?.withdrawals(touching: opened.dossier.referral.json) ?? [])
        return .done
    }

    /// Keeps by what the dossier can be found, as keyed digests.
    private func keepMarks(
        _ dossier: DossierContainer,
        of item: InboxItem,
        _ service: ServiceFolder,
        _ session: Session
    ) throws {
        var generator = SystemRandomNumberGenerator()
        let terms = SearchTerms.terms(of: dossier.referral, documents: dossier.documents.map(\.value))
        let key = try service.office.searchKey(session.passphrases, using: &generator)
        try service.registry.record(key.marks(of: terms), of: item.bundle.facts.identity)
    }

    /// Keeps that the officer opened the bundle, with the receipt that tells its sender.
    private func record(
        _ item: InboxItem,
        _ officer: Officer,
        _ service: ServiceFolder,
        _ session: Session
    ) throws {
        guard service.restoredAt == nil else { return session.remark(.commandOpenedUnrecorded) }
        let receipts = try ReceiptsOfCase(item, service, session)
        _ = try service.registry.recordHandover(
            of: item.bundle.facts.identity,
            by: officer.id,
            at: session.now
        ) { appending in try receipts.make(.opened, appending: appending) }
    }

    private func evidence(
        beside path: String,
        _ trust: TrustStore,
        _ session: Session
    ) throws -> OutsideEvidence {
        try EvidenceFiles(trust: trust, at: session.now, named: []).gather(
            beside: path,
            complain: { session.complain(of: $0, about: $1) }
        )
    }

    private func policy(_ office: Office) -> EncryptionPolicy {
        allowClassical ? .classicalAllowed : office.encryptionPolicy
    }

    private func report(_ opened: OpenedBundle, _ session: Session) {
        session.say(.commandOpened(office: opened.sender.document.office, path: output))
        for signature in opened.judgement.signatures {
            guard let subject = signature.judged.signer?.subject else { continue }
            session.say(
                .commandSignedBy(
                    name: subject.name ?? "",
                    office: signature.office?.office ?? "",
                    role: signature.judged.officer?.role ?? "",
                    time: signature.judged.claimedSigningTime?.description ?? ""
                ),
                indent: 2
            )
        }
        for part in opened.dossier.referral.parts {
            session.say(
                .commandPartClosed(path: Folder.join(output, OpenedFolder.dossier), readers: part.readers)
            )
        }
        for warning in opened.judgement.warnings { session.print("- " + session.sentence(warning)) }
    }

    /// Opens what a dossier encloses for one class of readers, with their identity and no other key.
    private func openParts(of readers: String, _ session: Session) throws -> Outcome {
        let office = try session.office()
        let trust = try office.trust()
        guard !Folder.exists(output) else { throw FileError(.exists, path: output) }
        let parts = try DossierParts(
            file: input,
            trust: trust,
            at: session.now,
            outside: evidence(beside: input, trust, session)
        )
        let opening = PartOpening(
            identities: [try office.identity(ofReaders: readers, session.passphrases)],
            trust: trust,
            policy: policy(office),
            now: session.now
        )
        let documents = try parts.open(readers, with: opening)
        guard !documents.isEmpty else { throw CommandError(.noPart, ["class": readers, "path": input]) }
        let folder = try PendingFolder(output)
        for document in documents { try folder.write(document.bytes, as: document.fileName) }
        try folder.place()
        session.say(.commandPartOpened(path: output, readers: readers))
        return .done
    }

    /// The bundle of the inbox that is meant, and where its sealed file is.
    private func inboxItem(_ service: ServiceFolder) throws -> (item: InboxItem, path: String) {
        let item = try service.inboxItem(input)
        guard item.bundle.facts.decision == .filed else { throw CommandError(.itemRefused, ["id": input]) }
        guard item.erasure == nil else { throw CommandError(.itemErased, ["id": input]) }
        return (item, service.store.path(of: item.bundle.facts.fileDigest))
    }
}
