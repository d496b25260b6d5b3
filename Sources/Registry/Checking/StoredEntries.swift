// SPDX-License-Identifier: Apache-2.0

/// The entries of a container whose entries are all stored, read from their local headers (`docs/formats/container.md`).
///
/// It is here so that the checker needs nothing of the code that made the containers; it judges nothing about them.
struct StoredEntries {
    private let entries: [String: ArraySlice<UInt8>]

    /// Nil where the bytes do not begin with whole stored entries.
    init?(_ bytes: [UInt8]) {
        var entries: [String: ArraySlice<UInt8>] = [:]
        var offset = 0
        func number(_ place: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(bytes[offset + place + $1]) << (8 * $1) }
        }
        while offset + 30 <= bytes.count, number(0, 4) == 0x0403_4B50 {
            let size = number(18, 4)
            let name = offset + 30
            let content = name + number(26, 2) + number(28, 2)
            guard number(8, 2) == 0, number(22, 4) == size, content + size <= bytes.count,
                let text = String(validating: bytes[name..<name + number(26, 2)], as: UTF8.self)
            else { return nil }
            entries[text] = bytes[content..<content + size]
            offset = content + size
        }
        guard !entries.isEmpty else { return nil }
        self.entries = entries
    }

    subscript(name: String) -> [UInt8]? { entries[name].map { Array($0) } }
}
