// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Evidence that a leaf is in a log, to be checked offline (C2SP tlog-proof).
package struct LogProof: Hashable, Sendable {
    package let index: Int
    /// From the leaf's sibling up to the root's child (RFC 6962 §2.1.1).
    package let hashes: [SHA256Digest]
    package let checkpoint: SignedCheckpoint

    package init(index: Int, hashes: [SHA256Digest], checkpoint: SignedCheckpoint) {
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    private static let heading = "c2sp.org/tlog-proof@v1"
    /// A path in a tree has at most as many hashes as a size has bits.
    static let longestPath = 63

    /// Reads a proof strictly ("Format").
    ///
    /// The `extra` line, which nobody vouches for (`THREATS.md` 28), must be base64 and is dropped.
    ///
    /// - Throws: `LogError` with `malformedProof`, `malformedNote` or `malformedCheckpoint`.
    package init(parsing bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= Limits.logProof else { throw LogError(.malformedProof) }
        var lines = ProofLines(bytes)
        guard lines.next() == Self.heading, var line = lines.next() else { throw LogError(.malformedProof) }
        if line.hasPrefix("extra ") {
            guard (try? Base64.decode(String(line.dropFirst(6)), padded: true)) != nil,
                let next = lines.next()
            else { throw LogError(.malformedProof) }
            line = next
        }
        guard line.hasPrefix("index "), let index = Decimal.number(line.dropFirst(6)) else {
            throw LogError(.malformedProof)
        }
        guard let hashes = lines.hashes(limit: Self.longestPath) else { throw LogError(.malformedProof) }
        self.init(
            index: index,
            hashes: hashes,
            checkpoint: try SignedCheckpoint(parsing: lines.rest)
        )
    }

    package var bytes: [UInt8] {
        let lines = [Self.heading, "index \(index)"] + ProofLines.lines(hashes) + [""]
        return Array(lines.map { $0 + "\n" }.joined().utf8) + checkpoint.bytes
    }

    /// Checks that the log of `key` holds `leaf`.
    ///
    /// - Throws: `LogError` with `originDiffers`, `unsigned`, `signatureInvalid` or `proofInvalid`.
    package func verify(_ leaf: LogLeaf, key: VerifierKey) throws(LogError) {
        try checkpoint.verify(key)
        try ProofChecking.checkInclusion(
            of: Merkle.leaf(leaf.bytes),
            index: index,
            size: checkpoint.checkpoint.size,
            root: checkpoint.checkpoint.root,
            proof: hashes
        )
    }
}
