// SPDX-License-Identifier: Apache-2.0

import Octets

/// The beginning of a new age file, header and nonce, with the key of its payload: the file's size can be told before
/// the file is written.
///
/// It serves one file, since two payloads under one envelope would share their key and nonces.
package final class AgeEnvelope {
    private let front: [UInt8]
    private let payloadKey: SecretBytes
    private var isUsed = false

    /// Makes a fresh file key and wraps it for each of `recipients`.
    ///
    /// - Throws: `AgeError` with `noRecipients`, `tooManyRecipients`, `mixedRecipients` or `malformedRecipient`.
    package init(
        recipients: [any AgeRecipient],
        using generator: inout some RandomNumberGenerator
    ) throws(AgeError) {
        try AgeRecipients.check(recipients)
        let fileKey = SecretBytes(random: FileKey.count, using: &generator)
        var stanzas: [AgeStanza] = []
        for recipient in recipients { stanzas += try recipient.wrap(fileKey: fileKey, using: &generator) }
        let nonce = (0..<Payload.nonce).map { _ in UInt8.random(in: 0...255, using: &generator) }
        front = AgeHeader(stanzas: stanzas, fileKey: fileKey).serialized + nonce
        payloadKey = Payload.key(fileKey, nonce: nonce)
    }

    /// Hands out what the file begins with and is encrypted with, once.
    func use() -> (front: [UInt8], payloadKey: SecretBytes) {
        precondition(!isUsed, "an envelope serves one file")
        isUsed = true
        return (front, payloadKey)
    }

    /// The size of the file, in bytes, whose plain text has `count` bytes.
    package func size(ofPlain count: UInt64) -> UInt64 {
        let chunks = max(1, (count + UInt64(Payload.chunk) - 1) / UInt64(Payload.chunk))
        return UInt64(front.count) + count + chunks * UInt64(ChunkCipher.tag)
    }
}
