// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Octets

/// The measures of a payload (age.md, "Payload").
enum Payload {
    /// The plain bytes of a full chunk.
    static let chunk = 64 << 10
    /// A full chunk and its tag.
    static let sealedChunk = chunk + ChunkCipher.tag
    /// The chunks that are handled between two reads or writes.
    static let batch = Limits.chunk / chunk
    /// The bytes of a nonce.
    static let nonce = 16

    /// The key of the payload that begins with `nonce`.
    static func key(_ fileKey: SecretBytes, nonce: [UInt8]) -> SecretBytes {
        fileKey.derived(salt: nonce, info: "payload")
    }
}

extension Buffer {
    /// Overwrites what may have been somebody's plain text.
    func wipe() {
        withMutableBytes { span in
            unsafe span.withUnsafeMutableBytes { memory in
                unsafe OPENSSL_cleanse(memory.baseAddress, memory.count)
            }
        }
    }
}
