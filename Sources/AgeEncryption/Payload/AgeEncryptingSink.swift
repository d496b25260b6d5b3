// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import Octets

/// Encrypts what it takes and writes one age file to another sink.
///
/// Header and nonce are written at once. Chunks follow as they fill; writes of `Limits.chunk` bytes cost one copy in
/// sixteen, since the last chunk must wait until it is known whether it is the final one.
package final class AgeEncryptingSink: ByteSink {
    private let sink: any ByteSink
    private let cipher: ChunkCipher
    private var chunkNumber: UInt64 = 0
    /// Plain bytes that wait: a whole chunk at most.
    private let pending = Buffer(capacity: Payload.chunk)
    private var pendingCount = 0
    private let sealed = Buffer(capacity: Payload.batch * Payload.sealedChunk)
    private var sealedCount = 0

    /// Writes the header for `recipients`.
    ///
    /// - Throws: what `AgeEnvelope` throws, and what the other sink throws.
    package convenience init(
        to sink: any ByteSink,
        recipients: [any AgeRecipient],
        using generator: inout some RandomNumberGenerator
    ) throws {
        try self.init(to: sink, envelope: AgeEnvelope(recipients: recipients, using: &generator))
    }

    /// Writes the header of `envelope`, which is used this once.
    package init(to sink: any ByteSink, envelope: AgeEnvelope) throws {
        let (front, payloadKey) = envelope.use()
        cipher = try ChunkCipher(key: payloadKey, .sealing)
        self.sink = sink
        try sink.write(front)
    }

    deinit {
        pending.wipe()
    }

    package func write(_ bytes: RawSpan) throws {
        var offset = 0
        while offset < bytes.byteCount {
            // A full chunk is not the final one as soon as a byte follows it.
            if pendingCount == Payload.chunk {
                try pending.withBytes(pendingCount) { try seal($0, isFinal: false) }
                pendingCount = 0
            }
            let left = bytes.byteCount - offset
            if pendingCount == 0, left > Payload.chunk {
                try seal(bytes.extracting(offset..<(offset + Payload.chunk)), isFinal: false)
                offset += Payload.chunk
            } else {
                let count = min(left, Payload.chunk - pendingCount)
                pending.withMutableBytes(from: pendingCount) {
                    $0.copy(from: bytes.extracting(offset..<(offset + count)))
                }
                pendingCount += count
                offset += count
            }
        }
        try handOn()
    }

    /// Writes the final chunk, which is empty only where nothing was written, and finishes the other sink.
    package func finish() throws {
        try pending.withBytes(pendingCount) { try seal($0, isFinal: true) }
        try handOn()
        try sink.finish()
    }

    private func seal(_ plain: RawSpan, isFinal: Bool) throws {
        if sealedCount + Payload.sealedChunk > sealed.capacity { try handOn() }
        try sealed.withMutableBytes(from: sealedCount) { (out) throws(AgeError) in
            try cipher.seal(plain, chunk: chunkNumber, isFinal: isFinal, into: &out)
        }
        chunkNumber += 1
        sealedCount += plain.byteCount + ChunkCipher.tag
    }

    private func handOn() throws {
        guard sealedCount > 0 else { return }
        try sealed.withBytes(sealedCount) { try sink.write($0) }
        sealedCount = 0
    }
}
