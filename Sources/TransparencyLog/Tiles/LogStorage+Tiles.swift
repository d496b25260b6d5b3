// SPDX-License-Identifier: Apache-2.0

import Octets

extension LogStorage {
    /// The bytes of a tile or of a bundle of entries; nil where the tree, at `size` leaves, does not have it.
    ///
    /// A tile is the hashes of complete subtrees at every eighth level, a bundle the leaves with two bytes of length each
    /// (C2SP tlog-tiles, "Merkle Tree" and "Log entries").
    ///
    /// - Throws: what the storage throws.
    package func tile(_ path: TilePath, size: Int) throws -> [UInt8]? {
        let level = (path.level ?? 0) * TilePath.height
        // A tree has no levels beyond its size's bits.
        guard level < Int.bitWidth - 1 else { return nil }
        let available = size >> level
        let (start, overflow) = path.index.multipliedReportingOverflow(by: TilePath.fullWidth)
        guard !overflow, start <= available, path.width <= available - start else { return nil }
        let range = start..<start + path.width
        guard path.level == nil else {
            return try hashes(level: level, positions: range).flatMap(\.bytes)
        }
        return try leaves(range).flatMap { leaf in
            [UInt8(truncatingIfNeeded: leaf.count >> 8), UInt8(truncatingIfNeeded: leaf.count)] + leaf
        }
    }
}
