// SPDX-License-Identifier: Apache-2.0

/// The part of ICU's transliteration rules that `Zawgyi-my` needs (ICU User Guide, “Transform Rule Tutorial”).
///
/// Passes follow each other (`::Null;`). In a pass the text is read once from left to right; at each place the first
/// rule that matches replaces what it matched, and reading goes on behind the replacement, or at `|` in it. Matching
/// is greedy and never goes back, as in ICU. No contexts, variables, filters or functions. A quantifier takes at most
/// 64 characters, which no writing needs, so that hostile text costs no more than its length.
struct Transliteration: Sendable {
    typealias Scalars = [UInt32]

    private let passes: [Pass]

    /// Compiles rules, one a line; traps where they are not of the notation, because they are part of the program.
    init(rules: String) {
        passes = rules.split(separator: "::Null;").map { Pass($0.split(separator: "\n")) }
    }

    func apply(to text: String) -> String {
        var scalars = text.unicodeScalars.map(\.value)
        for pass in passes { scalars = pass.apply(to: scalars) }
        return String(String.UnicodeScalarView(scalars.compactMap { Unicode.Scalar($0) }))
    }

    private struct Pass: Sendable {
        private let rules: [Rule]
        /// For each character of the block the rules that may begin with it; those of all others come last.
        private let rulesByFirst: [[Int]]
        private static let block: ClosedRange<UInt32> = 0x1000...0x109F

        init(_ lines: [Substring]) {
            var rules: [Rule] = []
            for line in lines where !line.allSatisfy({ $0 == " " }) { rules.append(Rule(line)) }
            let byFirst = Self.block.map { scalar in rules.indices.filter { rules[$0].mayBegin(scalar) } }
            let others = rules.indices.filter { rules[$0].mayBeginOutside(Self.block) }
            self.rules = rules
            rulesByFirst = byFirst + [others]
        }

        func apply(to text: Scalars) -> Scalars {
            var input = text
            var output: Scalars = []
            output.reserveCapacity(input.count)
            var position = 0
            next: while position < input.count {
                let scalar = input[position]
                let row =
                    Self.block.contains(scalar)
                    ? Int(scalar - Self.block.lowerBound) : rulesByFirst.count - 1
                for index in rulesByFirst[row] {
                    let rule = rules[index]
                    if rule.isAtStart, !output.isEmpty { continue }
                    guard let match = rule.match(input, from: position) else { continue }
                    let (done, again) = rule.replacement(match.groups, in: input)
                    output += done
                    // What is to be read again takes the last places of what was matched.
                    input.replaceSubrange(
                        match.end - min(again.count, match.end - position)..<match.end,
                        with: again
                    )
                    position = match.end - again.count
                    continue next
                }
                output.append(scalar)
                position += 1
            }
            return output
        }
    }
}

extension Transliteration {
    /// One rule: what it matches, and what it puts in its place.
    struct Rule: Sendable {
        enum Replacement: Hashable, Sendable {
            case scalar(UInt32)
            case group(Int)
            case cursor
        }

        private(set) var isAtStart = false
        private(set) var isAtEnd = false
        private var items: [Item] = []
        private var replacement: [Replacement] = []

        /// One element of a pattern: a set, how often it may stand there, and the group that it is.
        struct Item: Sendable {
            var ranges: [ClosedRange<UInt32>]
            var isNegated = false
            var minimum = 1
            var maximum = 1
            var group: Int?

            func contains(_ scalar: UInt32) -> Bool {
                ranges.contains { $0.contains(scalar) } != isNegated
            }
        }

        func mayBegin(_ scalar: UInt32) -> Bool {
            for item in items {
                if item.contains(scalar) { return true }
                if item.minimum > 0 { return false }
            }
            return true
        }

        func mayBeginOutside(_ block: ClosedRange<UInt32>) -> Bool {
            for item in items {
                if item.isNegated || item.ranges.contains(where: { !block.contains($0.lowerBound) }) {
                    return true
                }
                if item.minimum > 0 { return false }
            }
            return true
        }

        func match(_ text: Scalars, from start: Int) -> (end: Int, groups: [Range<Int>])? {
            var position = start
            var groups: [Range<Int>] = []
            for item in items {
                let begin = position
                var count = 0
                while count < item.maximum, position < text.count, item.contains(text[position]) {
                    position += 1
                    count += 1
                }
                // In ICU the end of the text is a member of every negated set.
                if count == 0, item.isNegated, position == text.count { count = 1 }
                guard count >= item.minimum else { return nil }
                if item.group != nil { groups.append(begin..<position) }
            }
            guard position > start, !isAtEnd || position == text.count else { return nil }
            return (position, groups)
        }

        /// What is done with, and what is to be read again.
        func replacement(_ groups: [Range<Int>], in text: Scalars) -> (done: Scalars, again: Scalars) {
            var done: Scalars = []
            var again: Scalars = []
            var isAgain = false
            for part in replacement {
                let scalars: ArraySlice<UInt32>
                switch part {
                case .cursor:
                    isAgain = true
                    continue
                case .scalar(let scalar): scalars = [scalar]
                case .group(let index): scalars = text[groups[index - 1]]
                }
                if isAgain { again += scalars } else { done += scalars }
            }
            return (done, again)
        }
    }
}

extension Transliteration.Rule {
    /// Reads `pattern > replacement ;`.
    init(_ line: Substring) {
        let sides = line.split(separator: ">", omittingEmptySubsequences: false)
        precondition(sides.count == 2, "a rule has two sides")
        readPattern(Reader(sides[0]))
        readReplacement(Reader(sides[1]))
    }

    private mutating func readPattern(_ reader: Reader) {
        var reader = reader
        var groups = 0
        var openGroup: Int?
        while let token = reader.next() {
            switch token {
            case .plain("^"): isAtStart = true
            case .plain("$"): isAtEnd = true
            case .plain("("):
                groups += 1
                openGroup = groups
            case .plain(")"): openGroup = nil
            case .plain("+"): items[items.count - 1].maximum = 64
            case .plain("*"):
                items[items.count - 1].maximum = 64
                items[items.count - 1].minimum = 0
            case .plain("["): items.append(reader.set(group: openGroup))
            case .plain(let scalar), .escaped(let scalar):
                items.append(Item(ranges: [scalar.value...scalar.value], group: openGroup))
            }
        }
    }

    private mutating func readReplacement(_ reader: Reader) {
        var reader = reader
        while let token = reader.next() {
            switch token {
            case .plain(";"): return
            case .plain("|"): replacement.append(.cursor)
            case .plain("$"):
                guard case .plain(let digit)? = reader.next(), let index = Digits.value(of: digit) else {
                    preconditionFailure("a group has a number")
                }
                replacement.append(.group(index))
            case .plain(let scalar), .escaped(let scalar): replacement.append(.scalar(scalar.value))
            }
        }
        preconditionFailure("a rule ends in a semicolon")
    }

    private struct Reader {
        enum Token {
            case plain(Unicode.Scalar)
            case escaped(Unicode.Scalar)
        }

        private var rest: Substring.UnicodeScalarView

        init(_ text: Substring) { rest = text.unicodeScalars }

        /// The next character; white space counts only where it is escaped.
        mutating func next() -> Token? {
            while let scalar = rest.popFirst() {
                if scalar == " " { continue }
                guard scalar == "\\" else { return .plain(scalar) }
                guard let escaped = rest.popFirst() else { preconditionFailure("nothing is escaped") }
                guard escaped == "u" else { return .escaped(escaped) }
                let digits = String(rest.prefix(4))
                rest.removeFirst(4)
                guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
                    preconditionFailure("not a character: \(digits)")
                }
                return .escaped(scalar)
            }
            return nil
        }

        /// A set from behind its opening bracket.
        mutating func set(group: Int?) -> Item {
            var item = Item(ranges: [], group: group)
            var isRange = false
            while let token = next() {
                switch token {
                case .plain("]"): return item
                case .plain("^"): item.isNegated = true
                case .plain("-"): isRange = true
                case .plain(let scalar), .escaped(let scalar):
                    if isRange, let last = item.ranges.popLast() {
                        item.ranges.append(last.lowerBound...scalar.value)
                    } else {
                        item.ranges.append(scalar.value...scalar.value)
                    }
                    isRange = false
                }
            }
            preconditionFailure("a set has an end")
        }
    }
}
