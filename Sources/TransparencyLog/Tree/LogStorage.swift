// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Where a log keeps its leaves and the hashes of its complete subtrees.
///
/// Nothing in it is ever changed or removed.
package protocol LogStorage: TreeHashes {
    /// The leaves of a range, in order.
    ///
    /// - Throws: `LogError` with `storageDamaged` where one is missing.
    func leaves(_ range: Range<Int>) throws -> [[UInt8]]

    /// Keeps the next leaf and the hashes that it completes: the first is the leaf's own, each further one a level up.
    mutating func append(_ leaf: [UInt8], at index: Int, completing hashes: [SHA256Digest]) throws
}

extension LogStorage {
    /// Appends a leaf and returns its index.
    ///
    /// On average two hashes are kept for a leaf, and as many read (RFC 6962 §2.1; the layout is that of Go's checksum
    /// database).
    ///
    /// - Throws: `LogError` with `malformedLeaf` for a leaf beyond `Limits.logLeaf`, or what the storage throws.
    package mutating func append(_ leaf: [UInt8]) throws -> Int {
        guard leaf.count <= Limits.logLeaf else { throw LogError(.malformedLeaf) }
        let index = try leafCount()
        guard index < Limits.logSize else { throw LogError(.outOfRange) }
        var completed = [Merkle.leaf(leaf)]
        // As many subtrees end with this leaf as its index ends with ones.
        for level in 0..<(~index).trailingZeroBitCount {
            let position = (index >> level) - 1
            guard let left = try hashes(level: level, positions: position..<position + 1).first else {
                throw LogError(.storageDamaged)
            }
            completed.append(Merkle.node(left, completed[level]))
        }
        try append(leaf, at: index, completing: completed)
        return index
    }
}
