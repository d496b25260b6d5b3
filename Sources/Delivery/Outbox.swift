// SPDX-License-Identifier: Apache-2.0

package import Bundles
import Dossiers
import Files
package import Octets
package import Offices
package import Registry

/// The bundles that this office has to deliver, each kept until a verified receipt has come for it.
///
/// ```
/// FOLDER/objects/ab/cdef…   the sealed files, by digest; gone once nobody is to get them any more
/// FOLDER/spool/NAME         being copied in
/// FOLDER/locks/NAME         held while a process sends the entry
/// ```
///
/// A bundle is put in in this order: copy and `fsync` of the file, `rename` to its digest, `fsync` of the folder, then the
/// registry's rows. Only then is it sent for the first time. A receipt is kept before its file is deleted. So a crash
/// leaves at most a file without a row, which is a copy of the sender's own and deleted an hour later.
package struct Outbox: Sendable {
    let office: Office
    let registry: any BundleRegistry
    let store: SealedStore
    private let locks: String

    /// Opens the outbox of `office`, making what is missing, and clears away what a crash left behind.
    ///
    /// `folder` is where it lies; nil for its place in the office's home.
    package init(
        _ office: Office,
        registry: any BundleRegistry,
        in folder: String? = nil,
        at now: Timestamp
    ) throws {
        let folder = folder ?? office.service.outboxFolder
        self.office = office
        self.registry = registry
        store = try SealedStore(folder)
        locks = Folder.join(folder, "locks")
        try Folder.create(locks)
        _ = try store.sweep(now: now, keepsUnknown: false) { try registry.needsOutgoingFile($0) }
    }

    // MARK: Putting in

    /// A bundle that is in the outbox, with an entry for each of its receivers.
    package struct Entered: Sendable {
        package let bundle: SealedBundle
        package let entries: [OutgoingBundle]
    }

    /// Puts the sealed bundle at `path` in, for each office on its waybill; durable on return.
    ///
    /// What is in the outbox already stays as it is, but that what had stopped goes on.
    ///
    /// - Parameters:
    ///   - path: the sealed file; it may go once this returns.
    ///   - addresses: where the services of some receivers are, by office; for the others their cards say.
    ///   - isCarried: whether it goes in a folder or on a stick, which is done.
    ///   - now: the moment it is.
    ///   - recording: keeps an entry in the registry where it is to be kept together with something else.
    /// - Returns: the bundle as it was read, and its entries.
    /// - Throws: `BundleError` with `notSender`; `OfficeError` with `unknownOffice`; `RegistryError` with `erased` where it
    ///   was erased here; what reading a bundle throws.
    package func add(
        _ path: String,
        addresses: [String: String] = [:],
        isCarried: Bool = false,
        at now: Timestamp,
        recording: ((OutgoingBundle) throws -> Void)? = nil
    ) throws -> Entered {
        let spool = try store.makeSpoolFile()
        defer { spool.discard() }
        try FileSource(path).copy(to: spool)
        // The copy is looked at, so that what was checked is what is sent.
        let bundle = try Self.check(spool.path, for: office, at: now)
        let isErased = try registry.outgoing(named: bundle.identity.hex).contains { $0.erasedAt != nil }
        guard !isErased else { throw RegistryError(.erased) }
        let (digest, size) = (spool.digest, spool.count)
        try store.adopt(spool.path, digest: digest)
        let entries = try bundle.waybill.to.map { receiver in
            let entry = OutgoingBundle(
                identity: bundle.identity,
                recipientAuthority: receiver.authority,
                recipientOffice: receiver.office,
                bundle: bundle.waybill.bundle,
                fileDigest: digest,
                fileSize: size,
                createdAt: now,
                expiresAt: bundle.waybill.expires,
                answerHours: Int64(bundle.waybill.urgency.hours),
                progress: OutgoingBundle.Progress(
                    state: isCarried ? .carried : .waiting,
                    nextAttemptAt: now.adding(seconds: isCarried ? Self.betweenQuestions : 0),
                    address: addresses[receiver.office]
                )
            )
            if let recording { try recording(entry) } else { try registry.record(entry) }
            return try revived(entry)
        }
        return Entered(bundle: bundle, entries: entries)
    }

    /// Reads the envelope of a bundle and refuses what this outbox does not send; nothing is kept.
    ///
    /// - Throws: as `add`; `BundleError` with `bundleExpired` too.
    package static func check(
        _ path: String,
        for office: Office,
        at now: Timestamp
    ) throws -> SealedBundle {
        let trust = try office.trust()
        let bundle = try SealedBundle(envelopeOf: FileSource(path), trust: trust, at: now)
        guard bundle.sender?.reference == office.reference else {
            throw BundleError(.notSender, ["office": office.profile.id])
        }
        guard now <= bundle.waybill.expires else {
            throw BundleError(.bundleExpired, ["time": bundle.waybill.expires.description])
        }
        for receiver in bundle.waybill.to where trust.card(of: receiver) == nil {
            throw OfficeError(.unknownOffice, ["office": receiver.office])
        }
        return bundle
    }

    /// The entry as it is kept; one that had stopped, or goes another way now, goes on as `entry` says.
    private func revived(_ entry: OutgoingBundle) throws -> OutgoingBundle {
        guard var kept = try current(entry) else { return entry }
        guard kept.progress != entry.progress else { return kept }
        guard !kept.progress.state.isAnswered else {
            // Where its receiver is asked again.
            guard let address = entry.progress.address, address != kept.progress.address else { return kept }
            kept.progress.address = address
            try record(kept)
            return kept
        }
        // Once on a stick, it may come by the network too; the receipt is the same.
        if kept.progress.state != .waiting { kept.progress.state = entry.progress.state }
        kept.progress.nextAttemptAt = entry.progress.nextAttemptAt
        kept.progress.address = entry.progress.address ?? kept.progress.address
        try record(kept)
        return kept
    }

    // MARK: Receipts

    /// Keeps a receipt that came some way, and returns it with the entry that it answers; nil where it is about no bundle
    /// that was sent from here.
    ///
    /// - Throws: `BundleError` and what reading a container throws, where it is not good.
    package func take(
        unverifiedReceipt bytes: [UInt8],
        at now: Timestamp
    ) throws -> (receipt: Receipt, entry: OutgoingBundle)? {
        let receipt = try Receipt(container: bytes, trust: office.trust(), at: now)
        let entry = try registry.outgoing(
            identity: receipt.document.bundle.identity,
            recipientAuthority: receipt.document.from.authority
        )
        guard let entry else { return nil }
        return (receipt, try keep(receipt, for: entry, at: now))
    }

    /// Verifies a receipt and keeps it; nothing is called delivered before.
    func keep(_ receipt: Receipt, for entry: OutgoingBundle, at now: Timestamp) throws -> OutgoingBundle {
        try receipt.require(
            for: BundleReference(id: entry.bundle, identity: entry.identity),
            from: OfficeReference(office: entry.recipientOffice, authority: entry.recipientAuthority)
        )
        try registry.record(
            CollectedReceipt(
                identity: entry.identity,
                recipientAuthority: entry.recipientAuthority,
                event: receipt.document.event.rawValue,
                collectedAt: now,
                bytes: receipt.bytes
            )
        )
        var entry = entry
        let isFirst = !entry.progress.state.isAnswered
        if isFirst {
            entry.progress = OutgoingBundle.Progress(
                state: receipt.document.decision == .refused ? .refused : .delivered,
                address: entry.progress.address
            )
            entry.progress.answeredAt = receipt.document.time
        }
        if receipt.document.event == .consignment {
            entry.progress.asksAnswer = receipt.document.answerDue != nil
        }
        entry.progress.nextAttemptAt = try nextQuestion(about: entry, at: now)
        let attempt = OutgoingBundle.Attempt(at: now, code: entry.progress.state.rawValue)
        try record(entry, after: isFirst ? attempt : nil)
        try dropFile(of: entry)
        return entry
    }

    /// When the receiver is asked again what has become of a bundle; nil where nothing more can come of it.
    func nextQuestion(about entry: OutgoingBundle, at now: Timestamp) throws -> Timestamp? {
        guard entry.progress.state == .delivered else { return nil }
        let isErased = try registry.collectedReceipts(of: entry.identity).contains {
            $0.recipientAuthority == entry.recipientAuthority
                && $0.event == ReceiptDocument.Event.erasure.rawValue
        }
        guard !isErased else { return nil }
        let isAnswered = try registry.replies(to: entry.identity, from: entry.recipientAuthority)
            .contains { $0.facts.reply?.decision != nil }
        var generator = SystemRandomNumberGenerator()
        let pause = RetryPause.secondsToQuestion(
            age: now.secondsSinceEpoch - (entry.progress.answeredAt ?? entry.createdAt).secondsSinceEpoch,
            answerHours: entry.answerHours,
            isAwaited: entry.progress.asksAnswer != false && !isAnswered,
            using: &generator
        )
        return now.adding(seconds: pause)
    }

    // MARK: Erasing

    /// Takes a bundle of ours out for good: it is sent to nobody any more, and its file is deleted.
    package func erase(_ identity: SHA256Digest, at time: Timestamp) throws {
        guard let file = try registry.eraseOutgoing(identity, at: time) else { return }
        if try !registry.needsOutgoingFile(file) { try store.remove(file) }
    }

    // MARK: Inside

    /// Seconds between two questions for the receipt of a bundle that goes on a stick.
    static let betweenQuestions: Int64 = 3600

    func current(_ entry: OutgoingBundle) throws -> OutgoingBundle? {
        try registry.outgoing(identity: entry.identity, recipientAuthority: entry.recipientAuthority)
    }

    func record(_ entry: OutgoingBundle, after attempt: OutgoingBundle.Attempt? = nil) throws {
        try registry.record(
            entry.progress,
            after: attempt,
            identity: entry.identity,
            recipientAuthority: entry.recipientAuthority
        )
    }

    /// Deletes the sealed file once nobody is to get it any more.
    func dropFile(of entry: OutgoingBundle) throws {
        guard try !registry.needsOutgoingFile(entry.fileDigest) else { return }
        try store.remove(entry.fileDigest)
    }

    /// The lock of an entry, so that two processes never send it at once; nil where another has it.
    func lock(_ entry: OutgoingBundle) throws(FileError) -> FileLock? {
        let name = entry.identity.hex + "." + entry.recipientAuthority.hex.prefix(16)
        return try FileLock(Folder.join(locks, name))
    }
}
