// SPDX-License-Identifier: Apache-2.0

import Octets

/// A log's tree worked out anew from its leaves (RFC 6962 §2.1), with none of the code that wrote it.
struct RecomputedTree {
    /// The hashes of each level, 32 bytes after 32 bytes: a log of a million leaves takes 64 MB.
    private var levels: [[UInt8]] = [[]]
    private(set) var size = 0

    mutating func add(_ leaf: [UInt8]) {
        size += 1
        var hash = SHA256Digest(of: [0] + leaf).bytes
        var level = 0
        while true {
            if level == levels.count { levels.append([]) }
            levels[level] += hash
            // A level with an odd number of hashes waits for its next one.
            guard (size >> level) % 2 == 0, let pair = node(level, (size >> level) - 2, count: 2) else {
                return
            }
            hash = SHA256Digest(of: [1] + pair).bytes
            level += 1
        }
    }

    /// How many hashes all levels have together.
    var hashCount: Int { levels.reduce(0) { $0 + $1.count / 32 } }

    /// The hash of a complete subtree; nil where there is none.
    func hash(level: Int, position: Int) -> [UInt8]? {
        levels.indices.contains(level) ? node(level, position, count: 1) : nil
    }

    /// The root over the first `size` leaves: its complete subtrees, folded from the right; nil beyond the leaves.
    func root(size: Int) -> [UInt8]? {
        guard (0...self.size).contains(size) else { return nil }
        var root: [UInt8]?
        for level in 0..<Int.bitWidth where size >> level & 1 == 1 {
            guard let subtree = node(level, (size >> level) - 1, count: 1) else { return nil }
            root = root.map { SHA256Digest(of: [1] + subtree + $0).bytes } ?? subtree
        }
        return root ?? SHA256Digest(of: []).bytes
    }

    private func node(_ level: Int, _ position: Int, count: Int) -> [UInt8]? {
        guard position >= 0, position <= levels[level].count / 32 - count else { return nil }
        let start = position * 32
        return Array(levels[level][start..<start + 32 * count])
    }
}
