// SPDX-License-Identifier: Apache-2.0

package import Octets

/// The plain text of an age file.
///
/// Nothing is handed out before the tag of its chunk was verified. The end is reported only after the final chunk was
/// verified and the source has nothing more: whoever needs the whole must read to the end, since what was handed out
/// before an error is authentic but not complete. An error stays: every later read throws it again.
///
/// - Warning: That a file opens says nothing about who made it (`THREATS.md` 2).
package final class AgeDecryptingSource: ByteSource {
    /// The header, whose MAC was verified.
    package let header: AgeHeader
    private let reader: BufferedReader
    private let cipher: ChunkCipher
    private var chunkNumber: UInt64 = 0
    /// The verified bytes of one chunk, and beyond them nothing that may be handed out.
    private let plain = Buffer(capacity: Payload.chunk)
    private var plainRange = 0..<0
    private var outcome: Result<Void, any Error>?

    /// Reads the header of `source` and unlocks it.
    ///
    /// - Throws: what `LockedAgeFile` throws.
    package static func open(_ source: any ByteSource, identities: [any AgeIdentity]) throws
        -> AgeDecryptingSource
    {
        try LockedAgeFile(reading: source).unlock(with: identities)
    }

    init(header: AgeHeader, reader: BufferedReader, cipher: ChunkCipher) {
        self.header = header
        self.reader = reader
        self.cipher = cipher
    }

    deinit {
        plain.wipe()
    }

    /// - Throws: `AgeError` with `payloadDamaged`, `payloadTruncated` or `trailingBytes`, and what the source throws.
    package func read(into buffer: inout MutableRawSpan) throws -> Int {
        var written = 0
        while written < buffer.byteCount {
            if plainRange.isEmpty {
                if let outcome {
                    // What was verified goes out first; the next call tells the rest.
                    if written == 0 { try outcome.get() }
                    break
                }
                do {
                    try openChunk()
                } catch {
                    outcome = .failure(error)
                }
                continue
            }
            let count = min(plainRange.count, buffer.byteCount - written)
            var target = buffer._mutatingExtracting(written..<(written + count))
            plain.withBytes(plainRange.upperBound) { bytes in
                target.copy(from: bytes.extracting(plainRange.lowerBound..<(plainRange.lowerBound + count)))
            }
            plainRange = (plainRange.lowerBound + count)..<plainRange.upperBound
            written += count
        }
        return written
    }

    /// Verifies the next chunk, and sets the outcome where it is known after it.
    ///
    /// 1. A chunk shorter than 64 KiB can only be the final one.
    /// 2. A full chunk with something behind it is not the final one, and a full chunk at the end is.
    /// 3. A full chunk that is authentic in the other role is handed out, and the file refused after it.
    /// 4. An empty chunk is allowed only where the whole payload is empty.
    private func openChunk() throws {
        let available = try reader.fill(atLeast: Payload.sealedChunk + 1)
        guard available > 0 else { throw AgeError(.payloadTruncated) }
        let count = min(available, Payload.sealedChunk)
        let isAtEnd = available == count
        let number = chunkNumber
        let (role, isSwapped) = try reader.take(count) { sealed throws(AgeError) in
            if open(sealed, isFinal: isAtEnd) { return (isAtEnd, false) }
            guard count == Payload.sealedChunk, open(sealed, isFinal: !isAtEnd) else {
                throw AgeError(.payloadDamaged, ["chunk": String(number)])
            }
            return (!isAtEnd, true)
        }
        guard count > ChunkCipher.tag || number == 0 else {
            throw AgeError(.payloadDamaged, ["chunk": String(number)])
        }
        chunkNumber += 1
        plainRange = 0..<(count - ChunkCipher.tag)
        if isSwapped {
            outcome = .failure(AgeError(role ? .trailingBytes : .payloadTruncated))
        } else if role {
            outcome = .success(())
        }
    }

    private func open(_ sealed: RawSpan, isFinal: Bool) -> Bool {
        plain.withMutableBytes { out in
            cipher.open(sealed, chunk: chunkNumber, isFinal: isFinal, into: &out)
        }
    }
}
