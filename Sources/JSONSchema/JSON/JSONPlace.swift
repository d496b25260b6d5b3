// SPDX-License-Identifier: Apache-2.0

/// Where a value stands in the bytes it was read from.
package struct JSONPlace: Hashable, Sendable {
    /// The bytes of the value, without the white space around it.
    package let range: Range<Int>
    /// Counts from 1.
    package let line: Int
    /// Counts from 1, in Unicode scalars.
    package let column: Int

    init(_ range: Range<Int>, in bytes: [UInt8]) {
        self.range = range
        (line, column) = Self.position(of: range.lowerBound, in: bytes)
    }

    /// The line and the column, both from 1, of the byte at `offset`; a column is one Unicode scalar.
    static func position(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}
