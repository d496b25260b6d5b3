// SPDX-License-Identifier: Apache-2.0

import ASiC
import ArgumentParser
import Bundles
import Catalogue
import Files
import JSONSchema
import Octets
import Offices

/// `verify FILE…`: the verdict on any container, our own or other people's.
struct Verify: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "verify", abstract: Help.text(.helpVerify))

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpVerifyFiles)))
    var files: [String]

    @Option(help: ArgumentHelp(Help.text(.helpAt), valueName: "time"))
    var at: String?

    @Option(help: ArgumentHelp(Help.text(.helpTrustFolder), valueName: "dir"))
    var trust: String?

    @Flag(help: ArgumentHelp(Help.text(.helpJson)))
    var json = false

    func perform(_ session: Session) async throws -> Outcome {
        var moment = session.now
        if let at {
            guard let given = Timestamp(at) else { throw CommandError(.malformedTime, ["time": at]) }
            moment = given
        }
        let verifier = Verifier(trust: try trustStore(session), at: moment)
        let inputs = try VerifyInputs(files)
        var results: [(file: String, kind: ContainerKind?, outcome: Outcome)] = []
        for file in inputs.files {
            do {
                let verification = try verify(file, verifier, session)
                results.append((file, verification.kind, Outcome(verification.verdict)))
                if json {
                    session.print(verification.json(file, session))
                } else {
                    session.say(verification, about: file)
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

    /// What is trusted: the folder given, else the office's own trust.
    ///
    /// Neither is an error, never a reason to believe.
    private func trustStore(_ session: Session) throws -> TrustStore {
        guard let trust else { return try session.office().trust() }
        guard Folder.isFolder(trust) else { throw FileError(.missing, path: trust) }
        return TrustStore(cards: try TrustFolder.gatheredCards(in: trust))
    }

    private func verify(_ file: String, _ verifier: Verifier, _ session: Session) throws -> Verification {
        let source = try FileSource(file)
        do {
            return try verifier.verify(Progress(session, total: source.size).watching(source))
        } catch let error as ASiCError {
            // Where our own strict reading fails, other people's container may still be read, if it has one reading.
            guard let contents = try? ForeignContainerReader(FileSource(file)).read({ _, _ in .digest }),
                contents.kind == nil
            else { throw error }
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
