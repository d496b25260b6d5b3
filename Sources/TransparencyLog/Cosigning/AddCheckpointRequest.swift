// SPDX-License-Identifier: Apache-2.0

package import Octets

/// What a log asks a witness: to cosign its head, which extends the one that the witness cosigned last
/// (C2SP tlog-witness, "add-checkpoint").
package struct AddCheckpointRequest: Hashable, Sendable {
    /// The size of the tree that the witness cosigned last; 0 for the first time.
    package let oldSize: Int
    /// The consistency proof from there (RFC 6962 §2.1.2).
    package let proof: [SHA256Digest]
    package let checkpoint: SignedCheckpoint

    package init(oldSize: Int, proof: [SHA256Digest], checkpoint: SignedCheckpoint) {
        self.oldSize = oldSize
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// Reads a request's body strictly.
    ///
    /// - Throws: `LogError` with `malformedRequest`, `malformedNote` or `malformedCheckpoint`.
    package init(parsing bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= Limits.logProof else { throw LogError(.malformedRequest) }
        var lines = ProofLines(bytes)
        guard let line = lines.next(), line.hasPrefix("old "),
            let oldSize = Decimal.number(line.dropFirst(4)),
            let proof = lines.hashes(limit: LogProof.longestPath)
        else { throw LogError(.malformedRequest) }
        self.init(oldSize: oldSize, proof: proof, checkpoint: try SignedCheckpoint(parsing: lines.rest))
    }

    package var bytes: [UInt8] {
        let lines = ["old \(oldSize)"] + ProofLines.lines(proof) + [""]
        return Array(lines.map { $0 + "\n" }.joined().utf8) + checkpoint.bytes
    }
}
