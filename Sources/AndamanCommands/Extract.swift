// SPDX-License-Identifier: Apache-2.0

import ASiC
import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Files
import Octets
import Offices
import Signatures

/// `extract FILE --document NAME…`: some papers of a signed dossier under its original signatures, for a court.
struct Extract: OfficeCommand {
    static let configuration = CommandConfiguration(act: "extract", .helpExtract)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: OutputOptions

    @Argument(help: ArgumentHelp(Help.text(.helpDossierFile)))
    var file: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(Help.text(.helpExtractDocument), valueName: "name")
    )
    var document: [String] = []

    @Flag(help: ArgumentHelp(Help.text(.helpExtractNoDocuments)))
    var noDocuments = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(Help.text(.helpExtractReceipt), valueName: "file")
    )
    var receipt: [String] = []

    @Option(name: .customLong("as"), help: ArgumentHelp(Help.text(.helpExtractAs), valueName: "officer"))
    var officer: String?

    func validate() throws {
        // Showing nothing must be meant.
        if document.isEmpty != noDocuments { throw ValidationError(Help.text(.helpExtractChoice)) }
    }

    func perform(_ session: Session) throws -> Outcome {
        let path = target.output ?? Self.name(for: file)
        try target.checkFree(path)
        let office = try session.office()
        let trust = try office.trust()
        let signer =
            if let officer {
                try office.signer(
                    office.officer(officer),
                    .approval,
                    at: session.now,
                    session.passphrases
                )
            } else {
                try office.seal(.approval, at: session.now, session.passphrases)
            }
        let receipts = try receipt.map { try Folder.read($0, limit: Limits.receipt) }
        let pending = try PendingFile(path, existing: target.existing)
        var generator = SystemRandomNumberGenerator()
        let extract = try ExtractMaking(
            office: office.reference,
            signer: signer,
            checkpoint: office.carriedCheckpoint(at: session.now),
            now: session.now
        )
        .make(
            dossier: { try FileSource(file) },
            entry: { try FileSource(file, from: $0.dataOffset, length: $0.size) },
            showing: document,
            receipts: receipts,
            trust: trust,
            into: pending,
            using: &generator
        )
        try pending.place(existing: target.existing)
        session.say(
            .commandExtracted(
                path: path,
                shown: String(extract.papersShown),
                withheld: String(extract.withheld.count)
            )
        )
        // What others will read in it is said to whoever made it, too.
        let verification = try Verifier(trust: trust, at: session.now).verify(FileSource(path))
        session.say(verification, about: path)
        return .done
    }

    /// `NAME.extract.asice` here for `…/NAME.asice`.
    private static func name(for file: String) -> String {
        var name = Folder.split(file).name
        if name.hasSuffix(".asice") { name.removeLast(".asice".count) }
        return name + ".extract.asice"
    }
}
