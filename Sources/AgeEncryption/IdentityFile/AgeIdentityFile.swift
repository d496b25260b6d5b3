// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A file of identities: one on each line, between comments and empty lines.
package struct AgeIdentityFile: Sendable {
    package let identities: [any KeyIdentity]

    package init(_ identities: [any KeyIdentity]) {
        self.identities = identities
    }

    /// Reads an identity file, or an age file under a passphrase, in armor or not, that holds one.
    ///
    /// `passphrase` is asked for once, and only where it is needed.
    ///
    /// - Throws: `AgeError` with `malformedIdentityFile` and the line, `identityFileTooLarge`, `passphraseNeeded`,
    ///   `wrongPassphrase`, or what reading an age file throws; and what `passphrase` throws.
    package static func parse(_ content: SecretBytes, passphrase: (() throws -> SecretBytes)?) throws
        -> AgeIdentityFile
    {
        guard content.count <= Limits.identityFile else {
            throw AgeError(.identityFileTooLarge, ["limit": String(Limits.identityFile)])
        }
        guard let source = content.withBytes(encryptedSource) else { return try parse(lines: content) }
        let locked = try LockedAgeFile(reading: source)
        // Only a passphrase protects what opens everything else; another file's key would lead nowhere.
        guard locked.header.stanzas.allSatisfy({ $0.kind == .passphrase }) else {
            throw AgeError(.malformedIdentityFile, ["line": "1"])
        }
        guard let passphrase else { throw AgeError(.passphraseNeeded) }
        let opened = try unlock(locked, with: passphrase())
        return try parse(lines: try secret(from: opened))
    }

    // MARK: Writing

    /// The file as `age-keygen` writes it: each identity after its recipient, in a comment.
    package func text(createdAt: Timestamp) -> SecretBytes {
        let intros = identities.map { identity in
            Array("# created: \(createdAt)\n# public key: \(identity.publicRecipient.text)\n".utf8)
        }
        let texts = identities.map(\.text)
        let count = zip(intros, texts).reduce(0) { $0 + $1.0.count + $1.1.count + 1 }
        return SecretBytes(count: count) { out in
            var position = 0
            func write(_ bytes: RawSpan) {
                var target = out._mutatingExtracting(position..<count)
                target.copy(from: bytes)
                position += bytes.byteCount
            }
            for (intro, text) in zip(intros, texts) {
                intro.withBytes(write)
                text.withBytes(write)
                [UInt8(ascii: "\n")].withBytes(write)
            }
        }
    }

    /// The file under `passphrase`, in armor, as `age -p -a` writes it; for the work factor see `PassphraseRecipient`.
    package func protected(
        by passphrase: SecretBytes,
        workFactor: Int,
        createdAt: Timestamp,
        using generator: inout some RandomNumberGenerator
    ) throws -> [UInt8] {
        let memory = MemorySink(limit: Limits.identityFile)
        let sink = try AgeEncryptingSink(
            to: ArmorSink(to: memory),
            recipients: [PassphraseRecipient(passphrase, workFactor: workFactor)],
            using: &generator
        )
        try text(createdAt: createdAt).withBytes { try sink.write($0) }
        try sink.finish()
        return memory.bytes
    }

    // MARK: Reading

    /// The source of the age file that `content` is; nil where it is none.
    private static func encryptedSource(_ content: RawSpan) -> (any ByteSource)? {
        if ArmorSource.canRead(content) { return ArmorSource(MemorySource(Array(copying: content))) }
        let intro = Array("age-encryption.org/".utf8)
        guard content.byteCount >= intro.count,
            intro.indices.allSatisfy({ content.byte(at: $0) == intro[$0] })
        else { return nil }
        return MemorySource(Array(copying: content))
    }

    private static func unlock(_ locked: LockedAgeFile, with passphrase: SecretBytes) throws
        -> AgeDecryptingSource
    {
        do {
            return try locked.unlock(with: [PassphraseIdentity(passphrase)])
        } catch let error as AgeError where error.code == .noMatch {
            throw AgeError(.wrongPassphrase)
        }
    }

    /// All that `source` has, in memory that will be wiped.
    private static func secret(from source: any ByteSource) throws -> SecretBytes {
        var count = 0
        // As long as the encrypted file may be, which is longer than what it holds.
        let room = try SecretBytes(count: Limits.identityFile) { out in
            while count < Limits.identityFile {
                var rest = out._mutatingExtracting(count..<Limits.identityFile)
                let read = try source.read(into: &rest)
                if read == 0 { break }
                count += read
            }
        }
        return room.withBytes { SecretBytes(copying: $0.extracting(first: count)) }
    }

    private static func parse(lines content: SecretBytes) throws(AgeError) -> AgeIdentityFile {
        try content.withBytes { (bytes) throws(AgeError) in
            var identities: [any KeyIdentity] = []
            var number = 0
            var start = 0
            while start < bytes.byteCount {
                var end = start
                while end < bytes.byteCount, bytes.byte(at: end) != UInt8(ascii: "\n") { end += 1 }
                number += 1
                if let identity = try identity(on: bytes.extracting(start..<end), number: number) {
                    identities.append(identity)
                }
                start = end + 1
            }
            guard !identities.isEmpty else {
                throw AgeError(.malformedIdentityFile, ["line": String(number)])
            }
            return AgeIdentityFile(identities)
        }
    }

    /// The identity on a line; nil for a comment and for an empty line.
    private static func identity(on line: RawSpan, number: Int) throws(AgeError) -> (any KeyIdentity)? {
        var count = line.byteCount
        if count > 0, line.byte(at: count - 1) == UInt8(ascii: "\r") { count -= 1 }
        guard count > 0, line.byte(at: 0) != UInt8(ascii: "#") else { return nil }
        do {
            return try AgeIdentities.parse(line.extracting(first: count))
        } catch {
            throw AgeError(.malformedIdentityFile, ["line": String(number)])
        }
    }
}
