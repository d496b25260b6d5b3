// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A log's storage that forgets everything, for tests and for registries in memory.
package struct MemoryLog: LogStorage, Sendable {
    private var entries: [[UInt8]] = []
    private var levels: [[SHA256Digest]] = []

    package init() {}

    package func leafCount() -> Int { entries.count }

    package func hashes(level: Int, positions: Range<Int>) throws -> [SHA256Digest] {
        guard levels.indices.contains(level), positions.upperBound <= levels[level].count else {
            throw LogError(.storageDamaged)
        }
        return Array(levels[level][positions])
    }

    package func leaves(_ range: Range<Int>) throws -> [[UInt8]] {
        guard range.upperBound <= entries.count else { throw LogError(.storageDamaged) }
        return Array(entries[range])
    }

    package mutating func append(_ leaf: [UInt8], at index: Int, completing hashes: [SHA256Digest]) {
        entries.append(leaf)
        for (level, hash) in hashes.enumerated() {
            if level == levels.count { levels.append([]) }
            levels[level].append(hash)
        }
    }
}
