// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Which received bundles are wanted; nil asks for nothing.
package struct ReceivedFilter: Sendable {
    package var decision: BundleFacts.Decision?
    package var state: ReceivedBundle.State?
    package var senderAuthority: SHA256Digest?

    package init(
        decision: BundleFacts.Decision? = nil,
        state: ReceivedBundle.State? = nil,
        senderAuthority: SHA256Digest? = nil
    ) {
        self.decision = decision
        self.state = state
        self.senderAuthority = senderAuthority
    }

    func admits(_ bundle: ReceivedBundle) -> Bool {
        (decision ?? bundle.facts.decision) == bundle.facts.decision
            && (state ?? bundle.state) == bundle.state
            && (senderAuthority ?? bundle.facts.senderAuthority) == bundle.facts.senderAuthority
    }
}

/// Some received bundles, in the order in which they were filed.
package struct ReceivedPage: Sendable {
    package let bundles: [ReceivedBundle]
    /// Where the next page begins; nil where this is the last.
    package let next: Int64?
}
