// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Delivery
import Dossiers
import Files
import Octets
import Offices
import Registry
import Signatures

/// `restore DIR`: brings an office's home back from a backup, into an empty home or into one that has lost what its service
/// keeps.
///
/// Nothing that is there is overwritten: a home keeps its keys, its newer cards and above all its notices of erasures, which
/// are applied to what came back. It keeps its trust too: an office that was removed since does not come back. A backup is not
/// signed, so whom an empty home trusts from now on is told for comparing. The service's folder appears last, whole and marked as restored: where another office has cosigned the log, nothing is filed until it cosigns again.
struct Restore: OfficeCommand {
    static let configuration = CommandConfiguration(act: "restore", .helpRestore)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpRestoreFolder)))
    var dir: String

    private static let trust = "trust"

    func perform(_ session: Session) throws -> Outcome {
        let home = session.home
        let backup = try BackupFolder.Checked(dir)
        if Folder.exists(Folder.join(home, "office.json")) {
            let office = try session.office()
            guard office.profile.id == backup.office, office.authority.fingerprint.hex == backup.authority
            else {
                throw CommandError(.otherOffice, ["path": home])
            }
        } else if Folder.exists(home), try !Folder.names(in: home).isEmpty {
            throw FileError(.exists, path: home)
        }
        let hasTrust = Folder.exists(Folder.join(home, Self.trust))
        let target = Folder.join(home, ServiceLayout.name)
        guard !Folder.exists(target) else { throw FileError(.exists, path: target) }
        try Folder.create(home)
        let service = try PendingFolder(target)
        var count = 0
        for name in backup.names {
            if name.hasPrefix(ServiceLayout.name + "/") {
                let inner = String(name.dropFirst(ServiceLayout.name.count + 1))
                try backup.copy(name, to: Folder.join(service.partial, inner))
            } else {
                guard !(hasTrust && name.hasPrefix(Self.trust + "/")) else { continue }
                let path = Folder.join(home, name)
                guard !Folder.exists(path) else { continue }
                try backup.copy(name, to: path)
            }
            count += 1
        }
        let (erased, isReadOnly, findings) = try prepare(service.partial, session)
        try service.place()
        session.say(.commandRestored(count: String(count), erased: String(erased), path: home))
        for finding in findings {
            session.remark(.commandRestoredFinding(code: finding.code.rawValue, subject: finding.subject))
        }
        if isReadOnly { session.remark(.commandRestoredReadOnly) }
        if !hasTrust { try tellTrust(session) }
        return findings.isEmpty ? .done : .invalid
    }

    /// Says by which fingerprints offices are trusted that came back: whoever had the backup in his hands can have put his
    /// own card among them, or another in the place of one.
    private func tellTrust(_ session: Session) throws {
        for card in try session.office().trustedCards() {
            session.remark(
                .commandRestoredTrust(
                    fingerprint: card.fingerprint.digits(),
                    office: card.document.office
                )
            )
        }
    }

    /// Makes the folder fit for use before it has its name: marked, erased again what was erased, and checked.
    private func prepare(
        _ folder: String,
        _ session: Session
    ) throws -> (erased: Int, isReadOnly: Bool, findings: [RegistryFinding]) {
        let office = try session.office()
        let layout = ServiceLayout(folder)
        let registry = try SQLiteRegistry(path: layout.registryPath)
        try registry.markRestored(at: session.now)
        let isReadOnly = try registry.logState() != .open
        let store = try SealedStore(layout.storeFolder)
        let erased = try ErasureNotices(folder: office.erasuresFolder)
            .apply(
                to: registry,
                store,
                Outbox(office, registry: registry, in: layout.outboxFolder, at: session.now),
                trust: { try office.trust() }
            )
        try registry.close()
        let findings = try RegistryChecker(layout).check()
        // What was filed while the backup was made is in no row yet, and is no fault.
        return (erased, isReadOnly, findings.filter { $0.code != .fileWithoutRow })
    }
}
