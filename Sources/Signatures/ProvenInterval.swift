// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Between which moments evidence shows that a signature was made (EN 319 102-1, proof of existence).
///
/// Only evidence of others belongs here: a time-stamp, another office's receipt or cosignature. What the signer says is
/// claimed, never proven.
package struct ProvenInterval: Hashable, Sendable {
    package let notBefore: Timestamp?
    package let notAfter: Timestamp?

    package init(notBefore: Timestamp? = nil, notAfter: Timestamp? = nil) {
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// Nothing is proven.
    package static let unknown = ProvenInterval()
}
