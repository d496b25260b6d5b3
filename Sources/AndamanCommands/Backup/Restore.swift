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
/// Before anything is taken, every file is held against its digest, the digests against the signature of the office's log,
/// and the registry against its seals, its log and the store. The keys to verify by are those of the home; an empty home has
/// none, and takes those of the cards in the backup, under the authority whose fingerprint is told for comparing.
///
/// Nothing that is there is overwritten: a home keeps its keys, its newer cards and above all its notices of erasures, which
/// are applied to what came back. It keeps its trust too: an office that was removed since does not come back. The service's
/// folder appears last, whole and marked as restored: where another office has cosigned the log, nothing is filed until it
/// cosigns again.
struct Restore: OfficeCommand {
    static let configuration = CommandConfiguration(act: "restore", .helpRestore)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpRestoreFolder)))
    var dir: String

    @Flag(help: ArgumentHelp(Help.text(.helpRestoreUnsigned)))
    var unsigned = false

    private static let trust = "trust"

    func perform(_ session: Session) throws -> Outcome {
        let home = session.home
        let backup = try BackupFolder.Checked(dir)
        let present = try presentOffice(backup, session)
        let office = try present ?? Office(home: backup.home)
        let isSigned = try backup.isSigned(by: office.logKeys())
        guard isSigned || unsigned else { throw CommandError(.backupUnsigned, ["path": dir]) }
        let hasTrust = Folder.exists(Folder.join(home, Self.trust))
        let target = Folder.join(home, ServiceLayout.name)
        guard !Folder.exists(target) else { throw FileError(.exists, path: target) }
        try Folder.create(home)
        let service = try PendingFolder(target)
        let inService = ServiceLayout.name + "/"
        for name in backup.names where name.hasPrefix(inService) {
            let inner = String(name.dropFirst(inService.count))
            try backup.copy(name, to: Folder.join(service.partial, inner))
        }
        let (erased, isReadOnly, findings) = try prepare(service.partial, office, backup, session)
        // What its maker signed was so when it was made; what nobody signed may be somebody's work.
        guard isSigned || findings.isEmpty else {
            tell(findings, session)
            throw CommandError(.backupAltered, ["path": HomeTree.registry])
        }
        for name in backup.names where !name.hasPrefix(inService) {
            let path = Folder.join(home, name)
            guard !(hasTrust && name.hasPrefix(Self.trust + "/")), !Folder.exists(path) else { continue }
            try backup.copy(name, to: path)
        }
        try service.place()
        session.say(
            .commandRestored(count: String(backup.names.count), erased: String(erased), path: home)
        )
        tell(findings, session)
        if isReadOnly { session.remark(.commandRestoredReadOnly) }
        session.remark(.commandRestoredAge(time: backup.created))
        if present == nil {
            let card = try session.office().card()
            session.remark(
                .commandRestoredOwn(
                    fingerprint: card.fingerprint.digits(),
                    office: card.document.office
                )
            )
        }
        if !isSigned, !hasTrust { try tellTrust(session) }
        return findings.isEmpty ? .done : .invalid
    }

    /// The office in the home; nil where the home is empty.
    private func presentOffice(_ backup: BackupFolder.Checked, _ session: Session) throws -> Office? {
        let home = session.home
        guard Folder.exists(Folder.join(home, "office.json")) else {
            if Folder.exists(home), try !Folder.names(in: home).isEmpty {
                throw FileError(.exists, path: home)
            }
            return nil
        }
        let office = try session.office()
        guard office.profile.id == backup.office, office.authority.fingerprint.hex == backup.authority else {
            throw CommandError(.otherOffice, ["path": home])
        }
        return office
    }

    private func tell(_ findings: [RegistryFinding], _ session: Session) {
        for finding in findings {
            session.remark(.commandRestoredFinding(code: finding.code.rawValue, subject: finding.subject))
        }
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
        _ office: Office,
        _ backup: BackupFolder.Checked,
        _ session: Session
    ) throws -> (erased: Int, isReadOnly: Bool, findings: [RegistryFinding]) {
        let layout = ServiceLayout(folder)
        let registry = try SQLiteRegistry(path: layout.registryPath)
        try registry.markRestored(at: session.now)
        let isReadOnly = try registry.logState() != .open
        let store = try SealedStore(layout.storeFolder)
        let outbox = try Outbox(office, registry: registry, in: layout.outboxFolder, at: session.now)
        var erased = 0
        // Those of the home, and those that it may have lost.
        for folder in Set([office.erasuresFolder, Folder.join(backup.home, HomeTree.erasures)]) {
            erased += try ErasureNotices(folder: folder)
                .apply(to: registry, store, outbox, trust: { try office.trust() })
        }
        try registry.close()
        let findings = try RegistryChecker(layout, logKeys: office.logKeys()).check()
        // What was filed while the backup was made is in no row yet, and is no fault.
        return (erased, isReadOnly, findings.filter { $0.code != .fileWithoutRow })
    }
}
