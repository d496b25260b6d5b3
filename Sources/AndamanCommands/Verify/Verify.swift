// SPDX-License-Identifier: Apache-2.0

import ASiC
import ArgumentParser
import Bundles
import Catalogue
import Delivery
import Dossiers
import Files
import JSONSchema
import Octets
import Offices
import Registry
import Signatures

/// `verify FILE…`: the verdict on any container, our own or other people's.
struct Verify: OfficeCommand {
    static let configuration = CommandConfiguration(act: "verify", .helpVerify)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpVerifyFiles)))
    var files: [String]

    @Option(help: ArgumentHelp(Help.text(.helpAt), valueName: "time"))
    var at: String?

    @Option(help: ArgumentHelp(Help.text(.helpTrustFolder), valueName: "dir"))
    var trust: String?

    @Option(
        name: .customLong("with"),
        help: ArgumentHelp(Help.text(.helpEvidence), valueName: "receipt|tlog-proof")
    )
    var evidence: [String] = []

    @Flag(help: ArgumentHelp(Help.text(.helpJson)))
    var json = false

    @Option(help: ArgumentHelp(Help.text(.helpReport), valueName: "file"))
    var report: [String] = []

    @Option(help: ArgumentHelp(Help.text(.helpReportLanguages), valueName: "en,th,my"))
    var languages: LanguageList?

    @Flag(help: ArgumentHelp(Help.text(.helpReportSign)))
    var sign = false

    @Option(name: .customLong("as"), help: ArgumentHelp(Help.text(.helpReportAs), valueName: "officer"))
    var officer: String?

    @Flag(help: ArgumentHelp(Help.text(.helpOnline)))
    var online = false

    @Flag(help: ArgumentHelp(Help.text(.helpCompare)))
    var compare = false

    @Flag(help: ArgumentHelp(Help.text(.helpForce)))
    var force = false

    func perform(_ session: Session) async throws -> Outcome {
        var moment = session.now
        if let at {
            guard let given = Timestamp(at) else { throw CommandError(.malformedTime, ["time": at]) }
            moment = given
        }
        let (trusted, office) = try trusted(session)
        let gathering = EvidenceFiles(trust: trusted, at: moment, named: evidence)
        let inputs = try VerifyInputs(files)
        let writing = try reports(inputs, session)
        var results: [(file: String, kind: ContainerKind?, outcome: Outcome)] = []
        for error in inputs.unreadable {
            session.complain(of: error)
            results.append((error.path, nil, Outcome(of: error)))
        }
        for file in inputs.files {
            do {
                let digest = writing == nil ? nil : try FileDigest.sha256(of: file)
                let outside = try gathering.gather(
                    beside: file,
                    complain: { session.complain(of: $0, about: $1) }
                )
                var verifier = Verifier(trust: trusted, at: moment, outside: outside)
                var judged = try verify(file, verifier, session)
                if online {
                    let trust = await asking(about: judged, trusted, session)
                    verifier = Verifier(trust: trust, at: moment, outside: outside)
                    judged = try verify(file, verifier, session)
                }
                let compared = try comparison(judged, verifier, session)
                let verification = judged.doubting(compared.doubts)
                results.append((file, verification.kind, Outcome(verification.verdict)))
                if !evidence.isEmpty, !verification.isTimedByOthers {
                    session.remark(.commandEvidenceWithoutEffect(path: file))
                }
                let withdrawals = try withdrawals(verification, office, session)
                if json {
                    session.print(verification.json(file, withdrawals, session, compared.results))
                } else {
                    session.say(verification, about: file)
                    session.say(withdrawals, indent: 2)
                    session.say(compared.results)
                }
                if let writing, let digest {
                    try write(writing, on: verification, file, digest, verifier.trust, session)
                }
            } catch {
                session.complain(of: error, about: file)
                if json { session.print(Self.unreadable(file, error, session)) }
                results.append((file, nil, Outcome(of: error)))
            }
        }
        if !json, files.contains(where: Folder.isFolder) || results.count > 1 {
            session.say(results, passedOver: inputs.passedOver)
        }
        return Outcome.worst(results.map(\.outcome))
    }

    /// What is trusted, with what the certificates' authorities say now.
    private func asking(
        about verification: Verification,
        _ trust: TrustStore,
        _ session: Session
    ) async -> TrustStore {
        let fetched = await RevocationClient().fetch(verification.revocationSources(trust))
        for address in fetched.asked {
            session.remark(.commandOnlineFetched(address: Printable.text(address)))
        }
        for address in fetched.failed {
            session.remark(.commandOnlineFailed(address: Printable.text(address)))
        }
        return trust.knowing(fetched.lists, fetched.responses)
    }

    // MARK: Reports

    private func reports(_ inputs: VerifyInputs, _ session: Session) throws -> ReportWriting? {
        guard !report.isEmpty else { return nil }
        guard inputs.files.count == 1 else { throw CommandError(.reportOneFile) }
        return try ReportWriting(
            report,
            languages: languages?.languages ?? [session.language],
            isSealed: sign,
            isForced: force
        )
    }

    private func write(
        _ writing: ReportWriting,
        on verification: Verification,
        _ file: String,
        _ digest: SHA256Digest,
        _ trust: TrustStore,
        _ session: Session
    ) throws {
        let source = try FileSource(file)
        let whole = DigestingSource(source)
        _ = try whole.skip(source.size)
        // The report is about the bytes that were judged, and not about others that came in their place.
        guard whole.digest == digest else { throw FileError(.changed, path: file) }
        var generator = SystemRandomNumberGenerator()
        let making = ReportMaking(
            fileName: Folder.split(file).name,
            size: source.size,
            digest: digest,
            verification: verification,
            trust: trust,
            now: session.now
        )
        try writing.write(
            making.report(salt: Salt.fresh(using: &generator)),
            signer: sign ? signer(session) : nil,
            session
        )
    }

    private func signer(_ session: Session) throws -> ContainerSigner {
        let office = try session.office()
        guard let officer else { return try office.seal(.approval, at: session.now, session.passphrases) }
        let named = try office.officer(officer)
        return try office.signer(named, .approval, at: session.now, session.passphrases)
    }

    // MARK: Comparing

    private func comparison(
        _ verification: Verification,
        _ verifier: Verifier,
        _ session: Session
    ) throws -> (results: [StockComparison.Result], doubts: [Reason]) {
        guard compare else { return ([], []) }
        let results = try StockComparison(
            trust: verifier.trust,
            at: verifier.at,
            temporary: session.surroundings.environment["TMPDIR"] ?? "/tmp"
        )
        .results(verification)
        let doubts = results.filter { !$0.agrees }.map {
            Reason(domain: "remark", code: "compare-disagreement", arguments: ["file": $0.file])
        }
        return (results, doubts)
    }

    /// What the office has on record of the dossier's consent; it says what may be done with the papers now, and nothing
    /// about the signatures, so that the verdict does not hang on it: where the record cannot be read, that is told
    /// beside it.
    private func withdrawals(
        _ verification: Verification,
        _ office: Office?,
        _ session: Session
    ) throws -> [RecordedWithdrawal] {
        guard let office, let referral = verification.referral else { return [] }
        do {
            return try ServiceFolder.existingRegistry(of: office)?.withdrawals(touching: referral.json) ?? []
        } catch let error as RegistryError {
            session.complain(of: error)
            return []
        }
    }

    /// What programs are told of a file that no verdict can be given on.
    private static func unreadable(_ file: String, _ error: any Error, _ session: Session) -> JSONValue {
        .members([
            ("file", .string(file)), ("verdict", .null),
            (
                "reasons",
                .array([
                    .members([
                        ("code", .string((error as? any CodedError)?.codeName ?? "internal-fault")),
                        ("text", .string(session.sentence(error))),
                    ])
                ])
            ),
        ])
    }

    /// What is trusted: the folder given, else the office's own trust, and that office.
    ///
    /// Neither is an error, never a reason to believe.
    private func trusted(_ session: Session) throws -> (store: TrustStore, office: Office?) {
        guard let trust else {
            let office = try session.office()
            return (try office.trust(), office)
        }
        guard Folder.isFolder(trust) else { throw FileError(.missing, path: trust) }
        return (try TrustFolder.trust(in: trust), nil)
    }

    private func verify(_ file: String, _ verifier: Verifier, _ session: Session) throws -> Verification {
        let source = try FileSource(file)
        do {
            return try verifier.verify(Progress(session, total: source.size).watching(source))
        } catch let error as ASiCError {
            let contents = try ForeignContainerReader.read(FileSource(file), refused: error)
            guard contents.kind == nil else { throw error }
            return verifier.verifyForeign(contents)
        } catch let error as BundleError where error.code == .unknownKind {
            return verifier.verifyForeign(
                try ForeignContainerReader(FileSource(file)).read { _, _ in .digest }
            )
        }
    }
}

extension Outcome {
    init(_ verdict: Verdict) {
        self =
            switch verdict {
            case .valid: .done
            case .invalid: .invalid
            case .indeterminate: .indeterminate
            }
    }

    /// One outcome for several files: what could not be read outweighs invalid, and invalid what is open.
    static func worst(_ outcomes: [Outcome]) -> Outcome {
        outcomes.first { ![.done, .invalid, .indeterminate].contains($0) }
            ?? (outcomes.contains(.invalid)
                ? .invalid : outcomes.contains(.indeterminate) ? .indeterminate : .done)
    }
}
