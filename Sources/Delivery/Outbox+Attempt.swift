// SPDX-License-Identifier: Apache-2.0

package import Bundles
import Dossiers
import Files
import NIOPosix
package import Octets
import Offices
package import Registry
import Signatures

extension Outbox {
    /// Tries once to deliver `entry`, and keeps what came of it.
    ///
    /// - Parameters:
    ///   - entry: as it was read; what another process has done meanwhile counts.
    ///   - clock: what time it is.
    ///   - progress: called with the bytes that the service has, and all.
    /// - Returns: what came of it, which is kept already.
    /// - Throws: `RegistryError`, `FileError` and what reading the office's trust throws: what this machine cannot do.
    package func attempt(
        _ entry: OutgoingBundle,
        clock: @Sendable () -> Timestamp,
        progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }
    ) async throws -> DeliveryOutcome {
        guard let lock = try await blocking({ try lock(entry) }) else { return .left }
        defer { withExtendedLifetime(lock) {} }
        guard let entry = try await blocking({ try current(entry) }) else { return .left }
        let outcome: DeliveryOutcome
        do {
            outcome = try await deliver(entry, clock: clock, progress: progress)
        } catch let error as DeliveryError {
            // A bundle that is not sent because this program ends was not tried.
            guard !Task.isCancelled else { return .left }
            outcome = try await keep(failure: error, of: entry, at: clock())
        }
        if case .answered = outcome { lock.deleteFile() }
        return outcome
    }

    /// Asks the receiver of a delivered bundle what has become of it, and says when it is asked next.
    ///
    /// - Throws: as `attempt`; `RegistryError` with `receiptsFull` too, once the next question has its time. That the
    ///   receiver cannot be reached, or what it gives is no receipt, is no error: it is
    ///   asked again.
    package func question(
        _ entry: OutgoingBundle,
        clock: @Sendable () -> Timestamp
    ) async throws -> DeliveryOutcome {
        guard let lock = try await blocking({ try lock(entry) }) else { return .left }
        defer { withExtendedLifetime(lock) {} }
        guard let entry = try await blocking({ try current(entry) }) else { return .left }
        var fresh: [Receipt] = []
        var refusal: RegistryError?
        do {
            try await ask(for: entry, at: clock()) { receipt, isNew in
                if isNew { fresh.append(receipt) }
            }
        } catch let error as RegistryError where error.code == .receiptsFull {
            refusal = error
        } catch  where !(error is RegistryError || error is FileError) {
            guard !Task.isCancelled else { return .left }
        }
        let now = clock()
        try await blocking {
            guard var latest = try current(entry) else { return }
            latest.progress.nextAttemptAt = try nextQuestion(about: latest, at: now)
            try record(latest)
        }
        lock.deleteFile()
        if let refusal { throw refusal }
        return .asked(fresh)
    }

    /// Asks the receiver's service for all receipts about a bundle, without sending anything: the one that answered it,
    /// then what happened to it since.
    ///
    /// Each is verified, kept, and then told, also where a later one cannot be had any more; `isNew` tells those that were
    /// not kept before.
    ///
    /// - Throws: `DeliveryError`; `RegistryError` with `receiptsFull`; `BundleError` and what reading a container throws,
    ///   where a receipt is not good.
    package func ask(
        for entry: OutgoingBundle,
        at now: Timestamp,
        told: (_ receipt: Receipt, _ isNew: Bool) -> Void = { _, _ in }
    ) async throws {
        guard let card = try office.trust().card(of: receiver(of: entry)),
            let address = address(of: entry, card)
        else { return }
        let known = try await blocking { try Set(receipts(about: entry)) }
        let sender = try BundleSender(authority: card.authority.der)
        var entry = entry
        var size = 0
        for number in 1...Limits.receiptsOfBundle {
            let bytes = try await sender.unverifiedReceipt(
                identity: entry.identity,
                number: number,
                from: address
            )
            guard let bytes else { return }
            // The same ones over and over are kept once, and yet must not be fetched without end.
            size += bytes.count
            guard size <= Limits.receiptsOfBundleSize else {
                throw CollectedReceipt.full(entry.recipientOffice)
            }
            let latest = entry
            let (receipt, kept) = try await blocking {
                let receipt = try Receipt(container: bytes, trust: office.trust(), at: now)
                return (receipt, try keep(receipt, for: latest, at: now))
            }
            entry = kept
            told(receipt, !known.contains(bytes))
        }
    }

    /// The receipts that came from the receiver of this entry, in the order of their coming.
    package func receipts(about entry: OutgoingBundle) throws -> [[UInt8]] {
        try registry.collectedReceipts(of: entry.identity)
            .filter { $0.recipientAuthority == entry.recipientAuthority }
            .map(\.bytes)
    }

    /// The receipt that answered `entry`, as it was verified when it came.
    private func keptReceipt(for entry: OutgoingBundle) throws -> Receipt? {
        let kept = try registry.collectedReceipts(of: entry.identity)
            .first { $0.recipientAuthority == entry.recipientAuthority }
        return try kept.map { try Receipt(container: $0.bytes, trust: office.trust(), at: $0.collectedAt) }
    }

    // MARK: One try

    private func deliver(
        _ entry: OutgoingBundle,
        clock: @Sendable () -> Timestamp,
        progress: @escaping @Sendable (UInt64, UInt64) -> Void
    ) async throws -> DeliveryOutcome {
        let now = clock()
        guard let card = try await blocking({ try office.trust().card(of: receiver(of: entry)) }) else {
            return try await keep(code: "office.unknown-office", of: entry, retryAfter: 3600, at: now)
        }
        if entry.progress.state.isAnswered || entry.progress.state == .carried || entry.expiresAt < now {
            // The receiver may have it already; nothing needs to be sent then.
            do {
                var first: Receipt?
                try await ask(for: entry, at: now) { receipt, _ in first = first ?? receipt }
                if let receipt = first {
                    return .answered(receipt, isDuplicate: true)
                }
            } catch let error as DeliveryError where entry.progress.state.isAnswered {
                // Sent again while the line is down: it was delivered, and the proof of it is here.
                guard let receipt = try await blocking({ try keptReceipt(for: entry) }) else { throw error }
                return .answered(receipt, isDuplicate: true)
            } catch  where entry.expiresAt < now {
                // Said below: the time is over, whatever the reason is that it could not be asked.
            }
            if entry.expiresAt < now { return try await keepExpired(entry, at: now) }
            if entry.progress.state == .carried {
                return try await keep(
                    code: "delivery.carried",
                    of: entry,
                    retryAfter: Self.betweenQuestions,
                    at: now
                )
            }
        }
        guard let address = address(of: entry, card) else {
            return try await keep(code: "delivery.no-address", of: entry, retryAfter: 3600, at: now)
        }
        let path = store.path(of: entry.fileDigest)
        let sender = try BundleSender(authority: card.authority.der)
        let answer: DeliveryAnswer
        do {
            answer =
                Self.isResumed(entry)
                ? try await resume(entry, path, sender, address, progress)
                : try await sender.send(path, digest: entry.fileDigest, to: address, progress: progress)
        } catch let error as FileError {
            return try await keepStopped(entry, code: "file." + error.codeName, at: clock())
        }
        return try await keep(answer, of: entry, at: clock())
    }

    /// Whether the bundle goes as an upload that can be gone on with: a large one, or one whose line broke before.
    private static func isResumed(_ entry: OutgoingBundle) -> Bool {
        let wasCut = ["delivery.interrupted", "delivery.timed-out"].contains(entry.lastAttempt?.code)
        return entry.fileSize >= Limits.sentAtOnce || wasCut || entry.progress.upload != nil
    }

    private func resume(
        _ entry: OutgoingBundle,
        _ path: String,
        _ sender: BundleSender,
        _ address: String,
        _ progress: @escaping @Sendable (UInt64, UInt64) -> Void
    ) async throws -> DeliveryAnswer {
        let envelope = try await blocking {
            try SealedBundle(envelopeOf: FileSource(path), trust: office.trust(), at: entry.createdAt)
                .envelope
        }
        return try await sender.sendResumably(
            path,
            digest: entry.fileDigest,
            envelope: EnvelopeFields(
                waybill: envelope.waybillBytes,
                manifest: envelope.manifest,
                signature: envelope.signature
            ),
            to: address,
            from: entry.progress.upload,
            remember: { upload in
                try await blocking {
                    guard var latest = try current(entry) else { return }
                    latest.progress.upload = upload
                    try record(latest)
                }
            },
            progress: progress
        )
    }

    private func receiver(of entry: OutgoingBundle) -> OfficeReference {
        OfficeReference(office: entry.recipientOffice, authority: entry.recipientAuthority)
    }

    /// The addresses of a card in turn, so that one that is wrong does not stop the others.
    private func address(of entry: OutgoingBundle, _ card: Card) -> String? {
        if let address = entry.progress.address { return address }
        let addresses = card.document.addresses
        return addresses.isEmpty ? nil : addresses[Int(entry.attempts) % addresses.count]
    }

    // MARK: What came of it

    private func keep(
        _ answer: DeliveryAnswer,
        of entry: OutgoingBundle,
        at now: Timestamp
    ) async throws -> DeliveryOutcome {
        switch answer {
        case .filed(let bytes, let isDuplicate):
            return try await keep(bytes, isDuplicate: isDuplicate, of: entry, at: now)
        case .refused(let bytes):
            return try await keep(bytes, isDuplicate: false, of: entry, at: now)
        case .problem(let status, let code, let retryAfter):
            let code = "service." + (code ?? "unavailable")
            let isPassing =
                status >= 500 || [408, 409, 425, 429].contains(status)
                || ["service.digest-differs", "service.incomplete"].contains(code)
            guard isPassing else { return try await keepStopped(entry, code: code, at: now) }
            return try await keep(code: code, of: entry, retryAfter: retryAfter, at: now)
        }
    }

    private func keep(
        _ bytes: [UInt8],
        isDuplicate: Bool,
        of entry: OutgoingBundle,
        at now: Timestamp
    ) async throws -> DeliveryOutcome {
        do {
            return try await blocking {
                let receipt = try Receipt(container: bytes, trust: office.trust(), at: now)
                _ = try keep(receipt, for: entry, at: now)
                return .answered(receipt, isDuplicate: isDuplicate)
            }
        } catch let error as any CodedError where !(error is RegistryError || error is FileError) {
            // What cannot be verified is no receipt. A newer card of that office may be all that is missing.
            let code = "\(type(of: error).domain).\(error.codeName)"
            return try await keep(code: code, of: entry, retryAfter: 600, at: now)
        }
    }

    private func keep(
        failure: DeliveryError,
        of entry: OutgoingBundle,
        at now: Timestamp
    ) async throws -> DeliveryOutcome {
        try await keep(code: "delivery." + failure.codeName, of: entry, retryAfter: nil, at: now)
    }

    /// Not now: says when next.
    private func keep(
        code: String,
        of entry: OutgoingBundle,
        retryAfter: Int64?,
        at now: Timestamp
    ) async throws -> DeliveryOutcome {
        var generator = SystemRandomNumberGenerator()
        let pause = RetryPause.seconds(
            afterAttempts: entry.attempts + 1,
            answerHours: entry.answerHours,
            retryAfter: retryAfter,
            using: &generator
        )
        let next = now.adding(seconds: pause)
        try await blocking {
            // What was sent meanwhile may have moved on (an upload that goes on where it was).
            guard var latest = try current(entry) else { return }
            if latest.progress.state.needsFile { latest.progress.nextAttemptAt = next }
            try record(latest, after: OutgoingBundle.Attempt(at: now, code: code))
        }
        return .later(code: code, next: next)
    }

    private func keepStopped(
        _ entry: OutgoingBundle,
        code: String,
        at now: Timestamp
    ) async throws -> DeliveryOutcome {
        try await end(entry, as: .stopped, OutgoingBundle.Attempt(at: now, code: code))
        return .stopped(code: code)
    }

    private func keepExpired(_ entry: OutgoingBundle, at now: Timestamp) async throws -> DeliveryOutcome {
        let attempt = OutgoingBundle.Attempt(at: now, code: "bundle.bundle-expired")
        try await end(entry, as: .expired, attempt)
        return .expired
    }

    /// Ends what no receipt has ended; what one has stays as it is.
    private func end(
        _ entry: OutgoingBundle,
        as state: OutgoingBundle.State,
        _ attempt: OutgoingBundle.Attempt
    ) async throws {
        guard !entry.progress.state.isAnswered else { return }
        try await blocking {
            var ended = entry
            ended.progress = OutgoingBundle.Progress(state: state, address: entry.progress.address)
            try record(ended, after: attempt)
            try dropFile(of: ended)
        }
    }

    /// Runs what may wait for the disk off the cooperative pool.
    func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await NIOThreadPool.singleton.runIfActive(work)
    }
}
