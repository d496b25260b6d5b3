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

/// `receive FILE|DIR`: files bundles that came in a folder or on a stick, by the service's own path; without a file, what
/// waits in quarantine.
struct Receive: OfficeCommand {
    static let configuration = CommandConfiguration(act: "receive", .helpReceive)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpReceiveInput)))
    var input: String?

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        let service = try ServiceFolder(office, at: session.now, isStarting: true)
        guard let input else { return try takeQuarantined(service, session) }
        guard Folder.isFolder(input) else {
            if input.hasSuffix(FolderCarrier.receiptSuffix) {
                return try collect(input, service.outbox, session)
            }
            return try FilingBundles(service, session).take(input)
        }
        let finds = try FolderCarrier.finds(in: input)
        if finds.bundles.isEmpty, finds.receipts.isEmpty {
            session.say(.commandNothingToReceive(path: input))
        }
        var worst = tellPassedOver(finds, in: input, session)
        // Receipts first: they need no key, and what they say must not wait for one.
        worst = worst.worse(session.each(finds.receipts) { try collect($0, service.outbox, session) })
        guard !finds.bundles.isEmpty else { return worst }
        // Who has the stick in his hand needs no protection from its sender's haste.
        let filing = try FilingBundles(service, session, bundlesPerMinute: 2 * Limits.carriedFiles)
        let filed = session.each(finds.bundles) { path in
            guard try isForUs(path, office, session) else {
                session.say(.commandForOthers(path: path))
                return .done
            }
            return try filing.take(path)
        }
        return worst.worse(filed)
    }

    /// Says what of the folder is not looked at: nothing that is left out ends as if all was well.
    private func tellPassedOver(
        _ finds: FolderCarrier.Finds,
        in folder: String,
        _ session: Session
    ) -> Outcome {
        var worst = Outcome.done
        if finds.unreadableNames > 0 {
            let error = FileError(.unreadableName, path: folder)
            session.complain(of: error)
            worst = Outcome(of: error)
        }
        if finds.notFiles > 0 {
            session.remark(.commandReceiveNotFiles(count: String(finds.notFiles), path: folder))
            worst = worst.worse(.malformed)
        }
        if finds.beyond > 0 {
            session.remark(
                .commandReceiveBeyond(
                    count: String(finds.beyond),
                    limit: String(Limits.carriedFiles),
                    path: folder
                )
            )
            worst = worst.worse(.indeterminate)
        }
        return worst
    }

    private func takeQuarantined(_ service: ServiceFolder, _ session: Session) throws -> Outcome {
        let paths = try service.store.quarantined()
        guard !paths.isEmpty else {
            session.say(.commandQuarantineEmpty)
            return .done
        }
        let filing = try FilingBundles(service, session)
        return session.each(paths, filing.takeFromQuarantine)
    }

    /// Whether a bundle on a stick is addressed to this office.
    ///
    /// On its way it passes other offices, and comes back by its sender's own. What cannot be read is for the intake to
    /// judge.
    private func isForUs(_ path: String, _ office: Office, _ session: Session) throws -> Bool {
        let source = try FileSource(path, followingLinks: false)
        guard let bundle = try? SealedBundle(envelopeOf: source, trust: office.trust(), at: session.now)
        else {
            return true
        }
        return bundle.waybill.to.contains(office.reference)
    }

    /// Takes a receipt for a bundle that was sent from here; others, our own above all, are passed over.
    private func collect(_ path: String, _ outbox: Outbox, _ session: Session) throws -> Outcome {
        let bytes = try FolderCarrier.unverifiedReceipt(at: path)
        guard let (receipt, entry) = try outbox.take(unverifiedReceipt: bytes, at: session.now) else {
            return .done
        }
        let (office, time) = (entry.recipientOffice, receipt.document.time.description)
        guard receipt.document.decision != .refused else {
            let codes = receipt.document.codes.joined(separator: ", ")
            session.remark(.commandRefused(code: codes, office: office, path: path))
            return .invalid
        }
        session.say(.commandDelivered(office: office, path: path, time: time))
        return .done
    }
}

extension Session {
    /// Takes file by file; one bad file never stops the rest.
    func each(_ paths: [String], _ take: (String) throws -> Outcome) -> Outcome {
        var worst = Outcome.done
        for path in paths {
            do {
                worst = worst.worse(try take(path))
            } catch {
                complain(of: error, about: path)
                worst = worst.worse(Outcome(of: error))
            }
        }
        return worst
    }
}
