// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Where the hashes of complete subtrees are kept; everything else about a tree follows from them.
///
/// The hash at level `l` and position `n` is that of the leaves from `n << l` on, `1 << l` of them. It never changes once
/// those leaves are there.
package protocol TreeHashes {
    /// How many leaves there are.
    func leafCount() throws -> Int

    /// The hashes of a level in the order of `positions`, all of which are complete.
    ///
    /// - Throws: `LogError` with `storageDamaged` where one is missing.
    func hashes(level: Int, positions: Range<Int>) throws -> [SHA256Digest]
}

extension TreeHashes {
    /// The root over the first `size` leaves (RFC 6962 §2.1).
    ///
    /// - Throws: `LogError` with `outOfRange`, or what the storage throws.
    package func root(size: Int) throws -> SHA256Digest {
        try check(size: size)
        return size == 0 ? Merkle.emptyRoot : try hash(of: 0..<size)
    }

    /// The hashes that lead from a leaf to the root over the first `size` leaves (RFC 6962 §2.1.1).
    ///
    /// - Throws: `LogError` with `outOfRange`, or what the storage throws.
    package func inclusionProof(index: Int, size: Int) throws -> [SHA256Digest] {
        try check(size: size)
        guard (0..<size).contains(index) else { throw LogError(.outOfRange) }
        return try path(index, in: 0..<size)
    }

    /// The hashes that show the tree of `old` leaves to be the beginning of that of `size` leaves (RFC 6962 §2.1.2).
    ///
    /// Empty where `old` is 0 or `size`.
    ///
    /// - Throws: `LogError` with `outOfRange`, or what the storage throws.
    package func consistencyProof(from old: Int, to size: Int) throws -> [SHA256Digest] {
        try check(size: size)
        guard (0...size).contains(old) else { throw LogError(.outOfRange) }
        guard old > 0, old < size else { return [] }
        return try subproof(old, in: 0..<size, isWhole: true)
    }

    private func check(size: Int) throws {
        guard try (0...leafCount()).contains(size) else { throw LogError(.outOfRange) }
    }

    /// The hash over a range of leaves that begins where a subtree of its size does.
    private func hash(of leaves: Range<Int>) throws -> SHA256Digest {
        let count = leaves.count
        if count & (count - 1) == 0 {
            let level = count.trailingZeroBitCount
            let position = leaves.lowerBound >> level
            guard let hash = try hashes(level: level, positions: position..<position + 1).first else {
                throw LogError(.storageDamaged)
            }
            return hash
        }
        let middle = leaves.lowerBound + Merkle.split(count)
        return Merkle.node(
            try hash(of: leaves.lowerBound..<middle),
            try hash(of: middle..<leaves.upperBound)
        )
    }

    private func path(_ index: Int, in leaves: Range<Int>) throws -> [SHA256Digest] {
        guard leaves.count > 1 else { return [] }
        let middle = leaves.lowerBound + Merkle.split(leaves.count)
        let (left, right) = (leaves.lowerBound..<middle, middle..<leaves.upperBound)
        return left.contains(index)
            ? try path(index, in: left) + [hash(of: right)] : try path(index, in: right) + [hash(of: left)]
    }

    private func subproof(_ old: Int, in leaves: Range<Int>, isWhole: Bool) throws -> [SHA256Digest] {
        guard old < leaves.upperBound else { return isWhole ? [] : [try hash(of: leaves)] }
        let middle = leaves.lowerBound + Merkle.split(leaves.count)
        let (left, right) = (leaves.lowerBound..<middle, middle..<leaves.upperBound)
        return old <= middle
            ? try subproof(old, in: left, isWhole: isWhole) + [hash(of: right)]
            : try subproof(old, in: right, isWhole: false) + [hash(of: left)]
    }
}
