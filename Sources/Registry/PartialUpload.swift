// SPDX-License-Identifier: Apache-2.0

package import Files
import Glibc
package import Octets

/// What is known of an upload from its beginning on.
package struct UploadRecord: Hashable, Sendable {
    /// The last part of its address: 32 hexadecimal digits of chance, which nobody guesses.
    package let token: String
    /// The SHA-256 of the certificate of the sender's authority, whose seal was shown.
    package let sender: SHA256Digest
    /// The bundle's identity, as the shown manifest has it.
    package let identity: SHA256Digest
    /// All of its bytes.
    package let length: UInt64
    /// The digest that the sender gave for all of them, if he did.
    package let digest: SHA256Digest?
    package let createdAt: Timestamp

    package init(
        token: String,
        sender: SHA256Digest,
        identity: SHA256Digest,
        length: UInt64,
        digest: SHA256Digest?,
        createdAt: Timestamp
    ) {
        self.token = token
        self.sender = sender
        self.identity = identity
        self.length = length
        self.digest = digest
        self.createdAt = createdAt
    }

    /// A fresh token.
    package static func makeToken(using generator: inout some RandomNumberGenerator) -> String {
        Hex.encode((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    /// Whether `text` has the form of a token; anything else is no file name of ours.
    package static func isToken(_ text: String) -> Bool {
        text.utf8.count == 32 && (try? Hex.decode(text)) != nil
    }

    /// Seven lines: what each is, a blank, its value; the last has the SHA-256 of those before it, so that a record that
    /// decayed is none.
    var lines: [UInt8] {
        let values = [
            "andaman-upload 2", "sender \(sender.hex)", "identity \(identity.hex)", "length \(length)",
            "digest \(digest?.hex ?? "-")", "created \(createdAt)",
        ]
        let lines = Array((values.joined(separator: "\n") + "\n").utf8)
        return lines + Array("check \(SHA256Digest(of: lines).hex)\n".utf8)
    }

    /// Nil for lines of another form.
    init?(token: String, lines: [UInt8]) {
        let check = 6 + 64 + 1
        let told = String(decoding: lines.dropLast(check), as: UTF8.self)
        guard lines.count > check,
            Array(lines.suffix(check)) == Array("check \(SHA256Digest(of: Array(told.utf8)).hex)\n".utf8)
        else { return nil }
        let values = told.split(separator: "\n").map { line in line.split(separator: " ").map { String($0) } }
        let names = ["andaman-upload", "sender", "identity", "length", "digest", "created"]
        guard values.map({ $0.first ?? "" }) == names, values.allSatisfy({ $0.count == 2 }),
            values[0][1] == "2",
            let sender = SHA256Digest(hex: values[1][1]), let identity = SHA256Digest(hex: values[2][1]),
            let length = UInt64(values[3][1]), let createdAt = Timestamp(values[5][1])
        else { return nil }
        let digest = SHA256Digest(hex: values[4][1])
        guard digest != nil || values[4][1] == "-" else { return nil }
        self.init(
            token: token,
            sender: sender,
            identity: identity,
            length: length,
            digest: digest,
            createdAt: createdAt
        )
    }
}

/// An upload that is held to be gone on with; nobody else in this or another process holds it.
package final class PartialUpload: ByteSink, Sendable {
    package let record: UploadRecord
    /// Where the bytes are that came so far.
    package let path: String
    private let recordPath: String
    private let descriptor: Int32

    /// Nil where another process holds it.
    init?(_ record: UploadRecord, path: String, recordPath: String) throws(FileError) {
        descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        self.record = record
        self.path = path
        self.recordPath = recordPath
    }

    deinit {
        close(descriptor)
    }

    /// Lets others hold the upload; this object must not change it any more.
    ///
    /// When an object goes is nobody's to say, and who was answered may go on at once.
    package func release() {
        _ = flock(descriptor, LOCK_UN)
    }

    /// How many bytes are here.
    package func offset() throws(FileError) -> UInt64 {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw FileError(path: path, errno: errno) }
        return UInt64(status.st_size)
    }

    package func write(_ bytes: RawSpan) throws {
        try Descriptor.write(bytes, to: descriptor, path: path)
    }

    package func finish() throws {}

    /// Makes what came so far durable: an offset that was told is never taken back.
    package func synchronise() throws(FileError) {
        guard fdatasync(descriptor) == 0 else { throw FileError(path: path, errno: errno) }
    }

    /// Forgets what came after `offset`.
    package func takeBack(to offset: UInt64) throws(FileError) {
        guard ftruncate(descriptor, off_t(offset)) == 0 else { throw FileError(path: path, errno: errno) }
    }

    /// The digest of what is here from `offset` on.
    package func digest(from offset: UInt64 = 0) throws -> SHA256Digest {
        let source = DigestingSource(try FileSource(path, from: offset, followingLinks: false))
        let buffer = Buffer(capacity: Limits.chunk)
        while try buffer.fill(from: source) > 0 {}
        return source.digest
    }

    /// Ends the upload; its bytes go too, unless the store has adopted them.
    package func remove() {
        unsafe unlink(recordPath)
        unsafe unlink(path)
    }
}
