// SPDX-License-Identifier: Apache-2.0

import CZlib

/// CRC-32 as ZIP has it (APPNOTE 6.3.10 §4.4.7).
struct CRC32 {
    private(set) var value: UInt32 = 0

    /// Takes `bytes` in.
    mutating func update(_ bytes: RawSpan) {
        value = unsafe bytes.withUnsafeBytes { pointer in
            UInt32(truncatingIfNeeded: unsafe crc32_z(uLong(value), pointer.baseAddress, pointer.count))
        }
    }
}
