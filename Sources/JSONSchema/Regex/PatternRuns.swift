// SPDX-License-Identifier: Apache-2.0

/// A pattern that is a row of runs from the text's start to its end, as `^[a-z][a-z0-9-]{0,63}$` is.
///
/// Most patterns of schemas are of this form. Where no character may both continue a run and begin what follows it,
/// taking as many as there are is the only way to match, and one look at each character tells.
struct PatternRuns: Sendable {
    private struct Run: Sendable {
        let characters: CharacterClass
        /// Of the ASCII characters, one bit each.
        let low: UInt64
        let high: UInt64
        /// Whether all characters beyond ASCII are in it; nil where some are.
        let beyond: Bool?
        let least: Int
        let most: Int

        init(_ characters: CharacterClass, _ least: Int, _ most: Int) {
            self.characters = characters
            self.least = least
            self.most = most
            beyond = characters.isASCII ? false : characters.negated.isASCII ? true : nil
            (low, high) = Self.bits(of: characters)
        }

        private static func bits(of characters: CharacterClass) -> (low: UInt64, high: UInt64) {
            var low: UInt64 = 0
            var high: UInt64 = 0
            if characters.properties.isEmpty, characters.parts.isEmpty {
                for range in characters.ranges where range.lowerBound < 0x80 {
                    for scalar in range.lowerBound...min(range.upperBound, 0x7F) {
                        if scalar < 64 {
                            low |= 1 << UInt64(scalar)
                        } else {
                            high |= 1 << UInt64(scalar - 64)
                        }
                    }
                }
                return characters.isNegated ? (~low, ~high) : (low, high)
            }
            for scalar: UInt32 in 0..<64 {
                if characters.contains(scalar) { low |= 1 << UInt64(scalar) }
                if characters.contains(scalar + 64) { high |= 1 << UInt64(scalar) }
            }
            return (low, high)
        }

        /// Tells whether no character is in both; false where that is not easily seen.
        func excludes(_ other: Run) -> Bool {
            low & other.low == 0 && high & other.high == 0
                && (characters.isASCII || other.characters.isASCII)
        }
    }

    private let runs: [Run]

    /// Nil where the pattern is of another form.
    init?(_ syntax: PatternSyntax) {
        guard case .sequence(let terms) = syntax, terms.count >= 2, case .start? = terms.first,
            case .end? = terms.last
        else { return nil }
        var runs: [Run] = []
        for term in terms.dropFirst().dropLast() {
            switch term {
            case .characters(let characters): runs.append(Run(characters, 1, 1))
            case .repeated(.characters(let characters), let least, let most):
                runs.append(Run(characters, least, most ?? Int.max))
            default: return nil
            }
        }
        for (place, run) in runs.enumerated() where run.least != run.most {
            for next in runs[(place + 1)...] {
                guard run.excludes(next) else { return nil }
                if next.least > 0 { break }
            }
        }
        self.runs = runs
    }

    func matches(_ text: String) -> Bool {
        let utf8 = text.utf8Span
        let bytes = utf8.span
        var position = 0
        for index in runs.indices {
            let low = runs[index].low
            let high = runs[index].high
            var left = runs[index].most
            let enough = left - runs[index].least
            if runs[index].beyond == true, left == Int.max {
                // Free text: every character beyond ASCII is in, and counts once, by its first byte.
                while position < bytes.count {
                    let byte = bytes[position]
                    if byte < 0x80 {
                        if (byte < 64 ? low : high) &>> UInt64(byte & 63) & 1 == 0 { break }
                        left &-= 1
                    } else if byte >= 0xC0 {
                        left &-= 1
                    }
                    position += 1
                }
                if left > enough { return false }
                continue
            }
            while position < bytes.count, left > 0 {
                let byte = bytes[position]
                if byte < 0x80 {
                    if (byte < 64 ? low : high) &>> UInt64(byte & 63) & 1 == 0 { break }
                    position += 1
                } else {
                    guard let length = length(of: runs[index], bytes, position) else { break }
                    position += length
                }
                left -= 1
            }
            if left > enough { return false }
        }
        return position == bytes.count
    }

    /// The bytes of the character beyond ASCII at `position`; nil where the run has it not.
    private func length(of run: borrowing Run, _ bytes: Span<UInt8>, _ position: Int) -> Int? {
        let lead = bytes[position]
        let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        if let beyond = run.beyond { return beyond ? length : nil }
        var scalar = UInt32(lead) & (0xFF >> (UInt32(length) + 1))
        for next in position + 1..<position + length { scalar = scalar << 6 | UInt32(bytes[next] & 0x3F) }
        return run.characters.contains(scalar) ? length : nil
    }
}
