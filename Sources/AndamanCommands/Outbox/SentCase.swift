// SPDX-License-Identifier: Apache-2.0

package import Bundles
import Dossiers
package import Octets
package import Registry

/// Where a bundle of ours stands with the office that it was sent to, by the evidence that came back: its receipts, and its
/// officers' answers.
///
/// The receiver's `inbox` works it out from the same evidence and by the same rule (`CaseState`).
package struct SentCase {
    package let bundle: OutgoingBundle
    package let state: CaseState
    /// Until when the receiver's people are to answer, as his receipt says; nil where no answer is asked for, or none is
    /// known of yet.
    package let due: Timestamp?
    /// The last answer that decided.
    package let answer: ReceivedBundle?

    /// - Throws: `RegistryError`. A stored receipt that cannot be read tells nothing, and spoils nothing else.
    package init(_ bundle: OutgoingBundle, _ registry: any BundleRegistry, trust: TrustStore) throws {
        self.bundle = bundle
        let receipts = try registry.collectedReceipts(of: bundle.identity)
            .filter { $0.recipientAuthority == bundle.recipientAuthority }
        answer = try registry.replies(to: bundle.identity, from: bundle.recipientAuthority)
            .last { $0.facts.reply?.decision != nil }
        state = CaseState(
            events: receipts.map(\.event),
            outcome: answer?.facts.reply?.decision?.outcome
        )
        due =
            receipts.lazy
            .compactMap { try? Receipt(container: $0.bytes, trust: trust, at: $0.collectedAt) }
            .compactMap(\.document.answerDue)
            .first
    }

    package func isOverdue(at now: Timestamp) -> Bool {
        state.isOpen && due.map { $0 < now } ?? false
    }

    /// Keeps every receipt of the bundle that its receiver has by now, each verified, and returns those that are new.
    ///
    /// `fetch` gets the receipt of a number, from 1 on; nil where there is none (`BundleSender.unverifiedReceipt`).
    ///
    /// - Throws: what `fetch` throws; what reading a receipt and `Receipt.require` throw; `RegistryError`.
    package static func collect(
        _ bundle: OutgoingBundle,
        _ registry: any BundleRegistry,
        trust: TrustStore,
        at now: Timestamp,
        fetch: (Int) async throws -> [UInt8]?
    ) async throws -> [Receipt] {
        let known = try registry.collectedReceipts(of: bundle.identity)
            .filter { $0.recipientAuthority == bundle.recipientAuthority }
            .map(\.bytes)
        let receiver = OfficeReference(office: bundle.recipientOffice, authority: bundle.recipientAuthority)
        let reference = BundleReference(id: bundle.bundle, identity: bundle.identity)
        var fresh: [Receipt] = []
        for number in 1...Limits.receiptsOfBundle {
            guard let bytes = try await fetch(number) else { break }
            if known.contains(bytes) { continue }
            let receipt = try Receipt(container: bytes, trust: trust, at: now)
            try receipt.require(for: reference, from: receiver)
            try registry.record(
                CollectedReceipt(
                    identity: bundle.identity,
                    recipientAuthority: bundle.recipientAuthority,
                    event: receipt.document.event.rawValue,
                    collectedAt: now,
                    bytes: bytes
                )
            )
            fresh.append(receipt)
        }
        return fresh
    }
}
