// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import JSONSchema
import Octets
import Offices
import Registry

/// `log verify`: re-reads store, registry and log from their bytes.
struct LogVerify: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: Help.text(.helpLogVerify)
    )

    @OptionGroup var common: CommonOptions

    @Flag(help: ArgumentHelp(Help.text(.helpJson)))
    var json = false

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        let checker = RegistryChecker(
            office.service,
            logKeys: try office.logKeys(),
            logged: try TrustLines.logged(office)
        )
        let findings = try checker.check()
        let pending = try office.trustChanges.pending().count
        if json {
            let list = findings.map { finding in
                JSONValue.members([
                    ("code", .string(finding.code.rawValue)), ("subject", .string(finding.subject)),
                    ("text", .string(session.text(finding.message))),
                ])
            }
            session.print(
                JSONValue.members([
                    ("sound", .bool(findings.isEmpty)), ("findings", .array(list)),
                    ("pending", .integer(pending)),
                ])
            )
            return findings.isEmpty ? .done : .invalid
        }
        for finding in findings {
            let subject = finding.subject.isEmpty ? "" : finding.subject + ": "
            session.print("- " + subject + session.text(finding.message))
        }
        guard findings.isEmpty else {
            session.remark(.commandLogUnsound(count: String(findings.count)))
            return .invalid
        }
        session.say(.commandLogSound)
        if pending > 0 { session.say(.commandTrustLinesPending(count: String(pending))) }
        return .done
    }
}

extension RegistryFinding {
    fileprivate var message: Message {
        Message(domain: RegistryError.domain, code: code.rawValue, arguments: [:])
    }
}
