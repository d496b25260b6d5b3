// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets

/// A long row of bytes that are never all in memory.
final class GeneratedSource: ByteSource {
    private let block = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    private var left: Int

    init(count: Int) {
        left = count
    }

    func read(into buffer: inout MutableRawSpan) throws -> Int {
        let count = min(left, buffer.byteCount, block.count)
        block.withBytes { buffer.copy(from: $0.extracting(first: count)) }
        left -= count
        return count
    }
}

extension Exchange {
    /// The most memory that this process had so far, in bytes.
    static func residentPeak() -> Int {
        var usage = rusage()
        _ = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss * 1024
    }
}
