// SPDX-License-Identifier: Apache-2.0

package import Octets

/// The head of a log: whose it is, how many leaves, and the root over them (C2SP tlog-checkpoint, "Note text").
package struct Checkpoint: Hashable, Sendable {
    package let origin: String
    package let size: Int
    package let root: SHA256Digest
    /// Opaque lines after the root; ours have none.
    package let extensions: [String]

    package init(origin: String, size: Int, root: SHA256Digest) {
        self.origin = origin
        self.size = size
        self.root = root
        extensions = []
    }

    /// Reads a note's text strictly: three lines that are not empty, in one spelling each, and more such lines at most.
    ///
    /// - Throws: `LogError` with `malformedCheckpoint`.
    package init(parsing text: String) throws(LogError) {
        guard text.unicodeScalars.last == "\n" else { throw LogError(.malformedCheckpoint) }
        let lines = text.unicodeScalars.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0) }
        guard lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }), let size = Decimal.number(lines[1]),
            let bytes = try? Base64.decode(lines[2], padded: true), let root = SHA256Digest(bytes: bytes)
        else { throw LogError(.malformedCheckpoint) }
        origin = lines[0]
        self.size = size
        self.root = root
        extensions = Array(lines.dropFirst(3))
    }

    /// The text that is signed.
    package var text: String {
        ([origin, String(size), Base64.encode(root.bytes, padded: true)] + extensions)
            .map { $0 + "\n" }.joined()
    }
}

/// A checkpoint with the signatures under it; whose they are, `verify` says.
package struct SignedCheckpoint: Hashable, Sendable {
    package let checkpoint: Checkpoint
    package private(set) var note: Note

    /// Signs a checkpoint with the log's key, whose name is the origin.
    package init(size: Int, root: SHA256Digest, signer: NoteSigner) throws(LogError) {
        checkpoint = Checkpoint(origin: signer.verifierKey.name, size: size, root: root)
        // A log's own signature holds no time.
        let signature = try signer.sign(checkpoint.text, at: Timestamp(secondsSinceEpoch: 0))
        note = Note(text: checkpoint.text, signatures: [signature])
    }

    /// - Throws: `LogError` with `malformedNote` or `malformedCheckpoint`.
    package init(parsing bytes: [UInt8]) throws(LogError) {
        note = try Note(parsing: bytes)
        checkpoint = try Checkpoint(parsing: note.text)
    }

    package var bytes: [UInt8] { note.bytes }

    /// Checks that it is this log's: its origin is the key's name, and the key signed it.
    ///
    /// - Throws: `LogError` with `originDiffers`, `unsigned` or `signatureInvalid`.
    package func verify(_ key: VerifierKey) throws(LogError) {
        guard key.use == .log, checkpoint.origin == key.name else { throw LogError(.originDiffers) }
        try note.verify(key)
    }

    /// The moment at which `cosigner` says it saw this head; the latest where it said so several times, nil where it did
    /// not.
    ///
    /// - Throws: `LogError` with `signatureInvalid`.
    package func cosignedAt(by cosigner: VerifierKey) throws(LogError) -> Timestamp? {
        guard cosigner.use == .cosigner else { return nil }
        do {
            return try note.verify(cosigner).compactMap { Cosignature(parsing: $0.signature)?.time }.max()
        } catch  where error.code == .unsigned {
            return nil
        }
    }

    /// Adds a cosigner's line, in place of an older one of the same key.
    package mutating func add(_ cosignature: NoteSignature) {
        note.signatures.removeAll { $0.name == cosignature.name && $0.keyID == cosignature.keyID }
        note.signatures.append(cosignature)
    }
}
