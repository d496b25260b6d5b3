// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import JSONSchema
import Offices
import Offices

/// `dossier check DIR`: says what is missing or wrong in a folder.
struct DossierCheck: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: Help.text(.helpDossierCheck)
    )

    @OptionGroup var common: CommonOptions

    @Flag(help: ArgumentHelp(Help.text(.helpJson)))
    var json = false

    @Argument(help: ArgumentHelp(Help.text(.helpFolder)))
    var dir: String

    func perform(_ session: Session) async throws -> Outcome {
        let findings = try DossierFolder(dir).findings(at: session.now, trust: try trust(session))
        let isReady = !findings.contains { $0.severity == .error }
        if json {
            session.print(
                JSONValue.members([
                    ("ready", .bool(isReady)),
                    ("findings", .array(findings.map { Self.object($0, session) })),
                ])
            )
        } else {
            for finding in findings {
                session.print("- " + session.sentence(Reason(finding)))
            }
            session.say(isReady ? .commandDossierReady(path: dir) : .commandDossierNotReady(path: dir))
        }
        return isReady ? .done : .invalid
    }

    /// What is known of the offices; nothing where there is no office here, since a folder can be checked all the same.
    private func trust(_ session: Session) throws -> TrustStore {
        do {
            return try session.office().trust()
        } catch let error as OfficeError where error.code == .noOffice {
            return TrustStore(cards: [])
        }
    }

    private static func object(_ finding: Finding, _ session: Session) -> JSONValue {
        .members([
            ("code", .string(finding.codeName)),
            ("severity", .string(finding.severity == .error ? "error" : "warning")),
            ("document", finding.document.map { .string($0) }),
            ("pointer", finding.pointer.map { .string($0) }),
            ("text", .string(session.sentence(Reason(finding)))),
        ])
    }
}
