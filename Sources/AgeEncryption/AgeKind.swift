// SPDX-License-Identifier: Apache-2.0

/// The native kinds of recipient that we write and read, by the type of their stanza.
package enum AgeKind: String, Sendable, CaseIterable {
    case x25519 = "X25519"
    /// X-Wing, the post-quantum hybrid of ML-KEM-768 and X25519.
    case hybrid = "mlkem768x25519"
    case passphrase = "scrypt"
}
