// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import Catalogue

/// The program: one subcommand for each act (`docs/commands.md`).
package struct Andaman: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "andaman",
        abstract: Help.text(.helpAndaman),
        version: "0.1.0",
        subcommands: [
            OfficeGroup.self, OfficerGroup.self, TrustGroup.self, DossierGroup.self, Sign.self, Seal.self,
            Send.self, OutboxGroup.self, Withdraw.self, Serve.self, Receive.self, Inbox.self, Open.self,
            Erase.self, Backup.self, Restore.self, Verify.self, Extract.self, Inspect.self,
            TimestampCommand.self, Renew.self, LogGroup.self, Stats.self,
        ]
    )

    package init() {}

    /// Runs the command that `arguments` name, without the program's own name, and returns its exit code.
    package static func run(_ arguments: [String]) async -> Int32 {
        do {
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return Outcome.done.rawValue
        } catch {
            let text = fullMessage(for: error)
            let code = exitCode(for: error)
            let surroundings = Surroundings.current
            if !text.isEmpty { (code.isSuccess ? surroundings.output : surroundings.complaint)(text + "\n") }
            return code.rawValue
        }
    }
}

struct OfficeGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "office",
        abstract: Help.text(.helpOffice),
        subcommands: [
            OfficeCreate.self, OfficeCard.self, OfficeAddReaders.self, OfficeRenew.self,
            OfficeTimestampAuthority.self, OfficeExportIdentity.self,
        ]
    )
}

struct OfficerGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "officer",
        abstract: Help.text(.helpOfficer),
        subcommands: [
            OfficerCreate.self, OfficerRequest.self, OfficerAdmit.self, OfficerRevoke.self, OfficerList.self,
        ]
    )
}

struct TrustGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: Help.text(.helpTrust),
        subcommands: [
            TrustAdd.self, TrustList.self, TrustShow.self, TrustRemove.self, TrustNationalGroup.self,
            TrustExport.self,
        ]
    )
}

struct DossierGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dossier",
        abstract: Help.text(.helpDossier),
        subcommands: [
            DossierNew.self, DossierEdit.self, DossierConvert.self, DossierCheck.self, DossierShow.self,
            DossierPrint.self,
        ]
    )
}
