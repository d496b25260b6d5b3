// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A bundle that was received and judged, with the receipt that answered it.
///
/// It holds no personal data: offices, ids, digests and times only.
package struct ReceivedBundle: Hashable, Sendable {
    /// What our people have done with a filed bundle.
    package enum State: String, CaseIterable, Sendable {
        /// Nobody has opened it yet.
        case waiting
        /// An officer has opened it.
        case opened
        /// It was decided about; a refused bundle is so from the start.
        case decided
    }

    package let facts: BundleFacts
    /// The receipt container: the very bytes that were answered, and are answered again.
    package let receipt: [UInt8]
    package var state: State
    /// When its sealed file was erased; nil where it was not.
    package var erasedAt: Timestamp?

    package init(facts: BundleFacts, receipt: [UInt8], state: State, erasedAt: Timestamp? = nil) {
        self.facts = facts
        self.receipt = receipt
        self.state = state
        self.erasedAt = erasedAt
    }

    /// The row as it is first written.
    package init(facts: BundleFacts, receipt: [UInt8]) {
        self.init(facts: facts, receipt: receipt, state: facts.decision == .filed ? .waiting : .decided)
    }
}
