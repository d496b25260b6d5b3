// SPDX-License-Identifier: Apache-2.0

/// Where a tile is served: `tile/LEVEL/N[.p/W]`, or `tile/entries/N[.p/W]` (C2SP tlog-tiles, "Merkle Tree").
package struct TilePath: Hashable, Sendable {
    /// Hashes of a full tile.
    package static let fullWidth = 256
    /// Levels of the tree that a tile spans.
    package static let height = 8

    /// The tile's level; nil for a bundle of entries.
    package let level: Int?
    package let index: Int
    /// 1 to 256; below 256 the tile is partial.
    package let width: Int

    package init(level: Int?, index: Int, width: Int = fullWidth) {
        self.level = level
        self.index = index
        self.width = width
    }

    /// Reads the path behind `tile/` in its one spelling; nil for anything else.
    package init?(parsing path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard (2...12).contains(parts.count) else { return nil }
        let first = parts.removeFirst()
        let level = Decimal.number(first)
        guard first == "entries" || level.map({ $0 <= 63 }) == true else { return nil }
        var width = Self.fullWidth
        if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
            guard let partial = Decimal.number(parts.removeLast()), (1..<Self.fullWidth).contains(partial)
            else {
                return nil
            }
            width = partial
            parts[parts.count - 1].removeLast(2)
        }
        // Six groups of three digits are beyond every tree.
        guard parts.count <= 6 else { return nil }
        var index = 0
        for (place, part) in parts.enumerated() {
            let digits = place == parts.count - 1 ? part : part.dropFirst()
            guard place == parts.count - 1 || part.first == "x", digits.utf8.count == 3,
                digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int(digits)
            else { return nil }
            index = index * 1000 + number
        }
        self.init(level: level, index: index, width: width)
        // What has groups of zeros in front has another spelling.
        guard description == path else { return nil }
    }

    /// The path behind `tile/`.
    package var description: String {
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1000)
            groups.insert(String(repeating: "0", count: 3 - digits.count) + digits, at: 0)
            rest /= 1000
        } while rest > 0
        let number = groups.dropLast().map { "x" + $0 + "/" }.joined() + groups[groups.count - 1]
        let partial = width == Self.fullWidth ? "" : ".p/\(width)"
        return (level.map { String($0) } ?? "entries") + "/" + number + partial
    }
}
