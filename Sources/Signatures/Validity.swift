// SPDX-License-Identifier: Apache-2.0

package import Octets

/// The time during which a certificate holds, both ends included (RFC 5280 §4.1.2.5).
package struct Validity: Hashable, Sendable {
    package let notBefore: Timestamp
    package let notAfter: Timestamp

    /// - Throws: `validityNotAccepted` where the end is before the beginning.
    package init(notBefore: Timestamp, notAfter: Timestamp) throws(SignatureError) {
        guard notBefore <= notAfter else { throw SignatureError(.validityNotAccepted) }
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    package func contains(_ moment: Timestamp) -> Bool { notBefore <= moment && moment <= notAfter }

    package func contains(_ other: Validity) -> Bool {
        notBefore <= other.notBefore && other.notAfter <= notAfter
    }
}
