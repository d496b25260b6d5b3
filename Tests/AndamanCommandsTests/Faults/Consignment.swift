// SPDX-License-Identifier: Apache-2.0

import Octets

/// One bundle of the fault suite, from its making to its receipt.
struct Consignment: Sendable {
    enum Way: Sendable {
        /// `send FILE`, by so many processes at once.
        case send(copies: Int)
        /// `send FILE --to-folder STICK`, and by the network too where it is said.
        case stick(alsoSent: Bool)
        /// Put into the outbox beforehand, and left for `outbox run`.
        case outbox
    }

    let id: String
    let identity: SHA256Digest
    /// The sealed file at the sender's desk; gone once the outbox has said that it holds it.
    let path: String
    /// What is inside: the signed dossier's digest.
    let content: SHA256Digest
    var way: Way
    /// Whether a command said that the bundle is in the outbox, so that nobody need care for its file any more.
    var isEntered = false
    /// The receipts that a command called verified, by their digests.
    var receipts: Set<SHA256Digest> = []
}
