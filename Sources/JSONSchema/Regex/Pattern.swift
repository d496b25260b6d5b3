// SPDX-License-Identifier: Apache-2.0

import Octets

/// A regular expression of ECMA-262 in Unicode mode, run in linear time.
///
/// A row of runs is matched as such. Else all states of the automaton advance together, one character at a time (Thompson's construction), so that no
/// pattern and no text can make it backtrack: the work is at most the product of both lengths. What this cannot do,
/// lookaround and backreferences, is refused when the pattern is compiled.
package struct Pattern: Sendable {
    enum Instruction: Sendable {
        case character(UInt32)
        case characters(CharacterClass)
        case split(Int, Int)
        case jump(Int)
        case start
        case end
        case wordBoundary(Bool)
        case match
    }

    package let text: String
    private var program: [Instruction] = []
    private let isAnchored: Bool
    private let runs: PatternRuns?

    /// Compiles a pattern; like ECMA-262's `test` it may match anywhere in a text.
    package init(_ text: String) throws(PatternError) {
        self.text = text
        let syntax = try PatternParser.parse(text)
        isAnchored = Self.isAnchored(syntax)
        runs = PatternRuns(syntax)
        if runs != nil, text.utf8.count <= Limits.patternSize { return }
        try emit(syntax)
        program.append(.match)
    }

    /// The work, in steps of a validation, that matching a text of so many bytes may take.
    func work(on bytes: Int) -> Int {
        (runs == nil ? program.count * (bytes + 1) : bytes) / 8
    }

    /// Tells whether every match begins at the start of the text.
    private static func isAnchored(_ syntax: PatternSyntax) -> Bool {
        switch syntax {
        case .start: true
        case .sequence(let terms): terms.first.map(isAnchored) ?? false
        case .alternatives(let alternatives): alternatives.allSatisfy(isAnchored)
        default: false
        }
    }

    private mutating func emit(_ syntax: PatternSyntax) throws(PatternError) {
        guard program.count <= Limits.patternSize else { throw .tooLarge }
        switch syntax {
        case .empty: break
        case .characters(let set):
            if !set.isNegated, set.properties.isEmpty, set.parts.isEmpty, let range = set.ranges.first,
                set.ranges.count == 1, range.count == 1
            {
                program.append(.character(range.lowerBound))
            } else {
                program.append(.characters(set))
            }
        case .sequence(let terms):
            for term in terms { try emit(term) }
        case .alternatives(let alternatives):
            var ends: [Int] = []
            for (place, alternative) in alternatives.enumerated() {
                let split = program.count
                if place < alternatives.count - 1 { program.append(.split(split + 1, 0)) }
                try emit(alternative)
                if place < alternatives.count - 1 {
                    ends.append(program.count)
                    program.append(.jump(0))
                    program[split] = .split(split + 1, program.count)
                }
            }
            for end in ends { program[end] = .jump(program.count) }
        case .repeated(let syntax, let least, let most):
            try emitRepeated(syntax, least, most)
        case .start: program.append(.start)
        case .end: program.append(.end)
        case .wordBoundary(let wanted): program.append(.wordBoundary(wanted))
        case .unsupported(let what): throw .unsupported(what)
        }
    }

    private mutating func emitRepeated(_ syntax: PatternSyntax, _ least: Int, _ most: Int?)
        throws(PatternError)
    {
        // A body of no instructions would otherwise be emitted that often for nothing.
        let start = program.count
        for count in 0..<least {
            try emit(syntax)
            if count == 0, program.count == start { break }
        }
        guard let most else {
            let split = program.count
            program.append(.split(split + 1, 0))
            try emit(syntax)
            program.append(.jump(split))
            program[split] = .split(split + 1, program.count)
            return
        }
        var splits: [Int] = []
        for _ in least..<max(least, most) {
            splits.append(program.count)
            program.append(.split(program.count + 1, 0))
            try emit(syntax)
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
    }

    package func matches(_ text: String) -> Bool {
        if let runs { return runs.matches(text) }
        var threads = Threads(program.count)
        var next = Threads(program.count)
        var previous: UInt32?
        var isFirst = true
        var scalars = text.unicodeScalars.makeIterator()
        var scalar = scalars.next()?.value
        while true {
            // A match may begin here, behind those that have begun before.
            if isFirst || !isAnchored, add(0, to: &threads, previous, scalar) { return true }
            guard let character = scalar else { return false }
            if threads.list.isEmpty, isAnchored { return false }
            let following = scalars.next()?.value
            next.clear()
            for place in threads.list {
                let taken =
                    switch program[place] {
                    case .character(let wanted): wanted == character
                    case .characters(let set): set.contains(character)
                    default: false
                    }
                if taken, add(place + 1, to: &next, character, following) { return true }
            }
            swap(&threads, &next)
            previous = character
            scalar = following
            isFirst = false
        }
    }

    /// Adds the states that are reached from `place` without taking a character, and tells whether one is a match.
    private func add(_ place: Int, to threads: inout Threads, _ previous: UInt32?, _ next: UInt32?) -> Bool {
        threads.pending.append(place)
        while let place = threads.pending.popLast() {
            guard threads.enter(place) else { continue }
            switch program[place] {
            case .character, .characters: threads.list.append(place)
            case .match: return true
            case .jump(let target): threads.pending.append(target)
            case .split(let first, let second):
                threads.pending.append(second)
                threads.pending.append(first)
            case .start:
                if previous == nil { threads.pending.append(place + 1) }
            case .end:
                if next == nil { threads.pending.append(place + 1) }
            case .wordBoundary(let wanted):
                let before = previous.map { CharacterClass.word.contains($0) } ?? false
                let after = next.map { CharacterClass.word.contains($0) } ?? false
                if (before != after) == wanted { threads.pending.append(place + 1) }
            }
        }
        return false
    }

    /// The states that wait for the next character; each at most once.
    private struct Threads {
        var list: [Int] = []
        /// What is still to be entered; kept, so that each character does not cost memory anew.
        var pending: [Int] = []
        private var seen: [Int]
        private var round = 1

        init(_ count: Int) {
            seen = [Int](repeating: 0, count: count)
        }

        mutating func enter(_ place: Int) -> Bool {
            if seen[place] == round { return false }
            seen[place] = round
            return true
        }

        mutating func clear() {
            list.removeAll(keepingCapacity: true)
            round += 1
        }
    }
}
