// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Files
import Octets
import Offices
import ReceivingService
import Signatures

/// `sign DIR|FILE --as OFFICER`: makes a signed dossier of a folder, or adds a signature to one.
struct Sign: OfficeCommand {
    static let configuration = CommandConfiguration(act: "sign", .helpSign)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: OutputOptions

    @Argument(help: ArgumentHelp(Help.text(.helpSignInput)))
    var input: String

    @Option(name: .customLong("as"), help: ArgumentHelp(Help.text(.helpAs), valueName: "officer"))
    var officer: String

    @Flag(help: ArgumentHelp(Help.text(.helpYes)))
    var yes = false

    @Option(help: ArgumentHelp(Help.text(.helpTimestampUrl), valueName: "url"))
    var timestamp: String?

    @Flag(help: ArgumentHelp(Help.text(.helpNoTimestamp)))
    var noTimestamp = false

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        // Asked before anything is made: a stamp that nobody here could judge is a mistake to hear of now.
        if timestamp != nil { _ = try FileStamping(session, office, url: timestamp) }
        let path = Folder.isFolder(input) ? try signFolder(office, session) : try cosign(office, session)
        if !noTimestamp { try await FileStamping.attempt(path, session, office, url: timestamp) }
        return .done
    }

    private func signing(_ session: Session, _ office: Office, _ officer: Officer, isFirst: Bool) throws
        -> DossierSigning
    {
        let registry = try ServiceFolder.existingRegistry(of: office)
        return DossierSigning(
            office: office.reference,
            signer: try office.signer(
                officer,
                isFirst ? .origin : .approval,
                at: session.now,
                session.passphrases
            ),
            trust: try office.trust(),
            policy: office.encryptionPolicy,
            withdrawals: registry?.withdrawalLookup ?? .none,
            checkpoint: try registry?.carriedCheckpoint(at: session.now),
            now: session.now
        )
    }

    private func signFolder(_ office: Office, _ session: Session) throws -> String {
        let officer = try office.officer(officer)
        let folder = try DossierFolder(input)
        let path =
            target.output ?? Folder.split(input.hasSuffix("/") ? String(input.dropLast()) : input).name
            + ".asice"
        try target.checkFree(path)
        let total = try folder.attachmentNames.reduce(UInt64(0)) {
            try $0 + FileSource(folder.attachmentPath($1), followingLinks: false).size
        }
        let progress = Progress(session, total: total)
        let file = try PendingFile(path, existing: target.existing)
        var generator = SystemRandomNumberGenerator()
        try signing(session, office, officer, isFirst: true)
            .sign(
                folder,
                into: file,
                confirm: { try confirm($0, officer, office, session) },
                progress: { progress.update($0) },
                using: &generator
            )
        try file.place(existing: target.existing)
        session.say(.commandSigned(officer: officer.id, path: path, role: officer.role))
        return path
    }

    private func confirm(
        _ outline: SigningOutline,
        _ officer: Officer,
        _ office: Office,
        _ session: Session
    ) throws {
        try session.confirm(outline, as: officer, of: office.profile.id, isSure: yes)
    }

    /// The new file has the old one's name unless another was given: nothing but a signature is added to it.
    private func cosign(_ office: Office, _ session: Session) throws -> String {
        let officer = try office.officer(officer)
        let path = target.output ?? input
        let existing: PendingFile.Existing = target.output == nil ? .replace : target.existing
        if existing == .refuse { try target.checkFree(path) }
        let size = try FileSource(input).size
        let progress = Progress(session, total: size)
        let file = try PendingFile(path, existing: existing)
        let standing = try signing(session, office, officer, isFirst: false)
            .cosign(
                dossier: { progress.watching(try FileSource(input)) },
                into: file,
                confirm: { try confirm($0, officer, office, session) }
            )
        try file.place(existing: existing)
        session.say(
            standing == .cosigner
                ? .commandCosigned(officer: officer.id, path: path, role: officer.role)
                : .commandCountersigned(officer: officer.id, path: path, role: officer.role)
        )
        return path
    }
}
