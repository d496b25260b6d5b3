// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import Catalogue

/// The program: one subcommand for each act (`docs/commands.md`).
package struct Andaman: ParsableCommand {
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
            var command = try command(arguments)
            if let command = command as? any OfficeCommand { return await command.outcome().rawValue }
            // The help, or a group of commands, which shows its own.
            try command.run()
            return Outcome.done.rawValue
        } catch {
            let text = fullMessage(for: error)
            let code = exitCode(for: error)
            let surroundings = Surroundings.current
            if !text.isEmpty { (code.isSuccess ? surroundings.output : surroundings.complaint)(text + "\n") }
            return code.rawValue
        }
    }

    /// What the words ask for.
    ///
    /// A command whose words are in order is parsed by itself: to arrange all of them first takes a quarter of the time
    /// that `verify` does. Everything else is left to the whole program, which knows the help, the version, the
    /// completions, and what is wrong.
    private static func command(_ arguments: [String]) throws -> any ParsableCommand {
        let chosen = configuration.subcommands.first { $0.configuration.commandName == arguments.first }
        if let chosen, chosen.configuration.subcommands.isEmpty,
            let command = try? chosen.parseAsRoot(Array(arguments.dropFirst())), type(of: command) == chosen
        {
            return command
        }
        return try parseAsRoot(arguments)
    }
}

extension CommandConfiguration {
    /// A command right under `andaman`.
    ///
    /// Said to stand under it also when it is parsed by itself, which spares two searches for a request for completions.
    init(act name: String, _ abstract: Message) {
        self.init(commandName: name, _superCommandName: "andaman", abstract: Help.text(abstract))
    }
}

struct OfficeGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "office",
        abstract: Help.text(.helpOffice),
        subcommands: [
            OfficeCreate.self, OfficeCard.self, OfficeAddReaders.self, OfficeRenew.self,
            OfficeTimestampAuthority.self, OfficeExportIdentity.self,
        ]
    )
}

struct OfficerGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "officer",
        abstract: Help.text(.helpOfficer),
        subcommands: [
            OfficerCreate.self, OfficerRequest.self, OfficerAdmit.self, OfficerRevoke.self, OfficerList.self,
        ]
    )
}

struct TrustGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: Help.text(.helpTrust),
        subcommands: [
            TrustAdd.self, TrustList.self, TrustShow.self, TrustRemove.self, TrustNationalGroup.self,
            TrustExport.self,
        ]
    )
}

struct DossierGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dossier",
        abstract: Help.text(.helpDossier),
        subcommands: [
            DossierNew.self, DossierEdit.self, DossierConvert.self, DossierCheck.self, DossierShow.self,
            DossierPrint.self,
        ]
    )
}
