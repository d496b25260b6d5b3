// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import JSONSchema
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

    func perform(_ session: Session) throws -> Outcome {
        let folder = try DossierFolder(dir)
        let office = try office(session)
        let found = try folder.findings(
            at: session.now,
            trust: office?.trust() ?? TrustStore(cards: []),
            withdrawals: office?.withdrawalLookup() ?? .none
        )
        let list = FindingList(try found + folder.outlook(), in: try folder.papers())
        let isReady = !list.findings.contains { $0.severity == .error }
        if json {
            session.print(
                JSONValue.members([
                    ("ready", .bool(isReady)),
                    ("findings", .array(list.findings.map { Self.object($0, session) })),
                ])
            )
        } else {
            list.say(to: session)
            session.say(isReady ? .commandDossierReady(path: dir) : .commandDossierNotReady(path: dir))
        }
        return isReady ? .done : .invalid
    }

    /// The office that knows others and remembers; nil where there is none here, since a folder can be checked all the same.
    private func office(_ session: Session) throws -> Office? {
        do {
            return try session.office()
        } catch let error as OfficeError where error.code == .noOffice {
            return nil
        }
    }

    private static func object(_ finding: Finding, _ session: Session) -> JSONValue {
        .members([
            ("code", .string(finding.codeName)),
            ("severity", .string(finding.severity.rawValue)),
            ("document", finding.document.map { .string($0) }),
            ("pointer", finding.pointer.map { .string($0) }),
            ("text", .string(session.sentence(Reason(finding)))),
        ])
    }
}
