// SPDX-License-Identifier: Apache-2.0

import Bundles
import Dossiers
import Octets
import Registry

/// Where a bundle of ours stands with the office that it was sent to, by the evidence that came back: its receipts, and its
/// officers' answers.
///
/// The receiver's `inbox` works it out from the same evidence and by the same rule (`CaseState`).
struct SentCase {
    let bundle: OutgoingBundle
    let state: CaseState
    /// Until when the receiver's people are to answer, as his receipt says; nil where no answer is asked for, or none is
    /// known of yet.
    let due: Timestamp?

    /// - Throws: `RegistryError`. A stored receipt that cannot be read tells nothing, and spoils nothing else.
    init(_ bundle: OutgoingBundle, _ registry: any BundleRegistry) throws {
        self.bundle = bundle
        let receipts = try registry.collectedReceipts(of: bundle.identity)
            .filter { $0.recipientAuthority == bundle.recipientAuthority }
        let answer = try registry.replies(to: bundle.identity, from: bundle.recipientAuthority)
            .compactMap { $0.facts.reply?.decision }
            .last
        state = CaseState(events: receipts.map(\.event), outcome: answer?.outcome)
        due =
            receipts.lazy.compactMap { try? UnverifiedReceipt(container: $0.bytes).document.answerDue }.first
    }
}
