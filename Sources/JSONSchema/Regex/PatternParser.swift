// SPDX-License-Identifier: Apache-2.0

/// Reads a regular expression (ECMA-262 §22.2.1 with the `u` flag: no legacy leniency).
struct PatternParser {
    private let scalars: [UInt32]
    private var position = 0
    private var depth = 0
    private var groups = 0
    private var groupNames: Set<String> = []
    private var namesReferred: Set<String> = []
    private var groupsReferred = 0

    /// Groups nested deeper than this are refused.
    private static let maximumDepth = 64

    init(_ text: String) {
        scalars = text.unicodeScalars.map(\.value)
    }

    static func parse(_ text: String) throws(PatternError) -> PatternSyntax {
        var parser = PatternParser(text)
        let syntax = try parser.disjunction()
        guard parser.position == parser.scalars.count, parser.groupsReferred <= parser.groups,
            parser.namesReferred.isSubset(of: parser.groupNames)
        else { throw .malformed }
        return syntax
    }

    private var next: Unicode.Scalar? {
        position < scalars.count ? Unicode.Scalar(scalars[position]) : nil
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard position < scalars.count, scalars[position] == scalar.value else { return false }
        position += 1
        return true
    }

    private mutating func take(text: String) -> Bool {
        var end = position
        for scalar in text.unicodeScalars {
            guard end < scalars.count, scalars[end] == scalar.value else { return false }
            end += 1
        }
        position = end
        return true
    }

    private mutating func disjunction() throws(PatternError) -> PatternSyntax {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw .tooLarge }
        var alternatives = [try alternative()]
        while take("|") { alternatives.append(try alternative()) }
        return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
    }

    private mutating func alternative() throws(PatternError) -> PatternSyntax {
        var terms: [PatternSyntax] = []
        while let next, next != "|", next != ")" { terms.append(try term()) }
        return terms.count == 1 ? terms[0] : .sequence(terms)
    }

    private mutating func term() throws(PatternError) -> PatternSyntax {
        if take("^") { return .start }
        if take("$") { return .end }
        if take(text: "\\b") { return .wordBoundary(true) }
        if take(text: "\\B") { return .wordBoundary(false) }
        for (opening, name) in [
            ("(?=", "lookahead"), ("(?!", "lookahead"), ("(?<=", "lookbehind"), ("(?<!", "lookbehind"),
        ] where next == "(" && take(text: opening) {
            _ = try disjunction()
            guard take(")") else { throw .malformed }
            return .unsupported(name)
        }
        return try quantified(try atom())
    }

    private mutating func quantified(_ atom: PatternSyntax) throws(PatternError) -> PatternSyntax {
        let syntax: PatternSyntax
        if take("*") {
            syntax = .repeated(atom, 0, nil)
        } else if take("+") {
            syntax = .repeated(atom, 1, nil)
        } else if take("?") {
            syntax = .repeated(atom, 0, 1)
        } else if take("{") {
            let least = try number()
            var most: Int? = least
            if take(",") { most = next == "}" ? nil : try number() }
            guard take("}"), most.map({ $0 >= least }) ?? true else { throw .malformed }
            syntax = .repeated(atom, least, most)
        } else {
            return atom
        }
        // Whether a quantifier is lazy does not change what matches.
        _ = take("?")
        return syntax
    }

    private mutating func number() throws(PatternError) -> Int {
        let start = position
        var value = 0
        while let next, "0"..."9" ~= next {
            value = min(value * 10 + Int(next.value - 0x30), 1_000_000)
            position += 1
        }
        guard position > start else { throw .malformed }
        return value
    }

    private mutating func atom() throws(PatternError) -> PatternSyntax {
        if take(".") { return .characters(.dot) }
        if take("\\") { return try atomEscape() }
        if take("[") { return .characters(try characterClass()) }
        if take("(") {
            if !take(text: "?:") {
                groups += 1
                if take(text: "?<") {
                    guard groupNames.insert(try groupName()).inserted else { throw .malformed }
                } else if next == "?" {
                    throw .malformed
                }
            }
            let syntax = try disjunction()
            guard take(")") else { throw .malformed }
            return syntax
        }
        guard let next, !"^$\\.*+?()[]{}|".unicodeScalars.contains(next) else { throw .malformed }
        position += 1
        return .characters(CharacterClass(next.value))
    }

    private mutating func groupName() throws(PatternError) -> String {
        var name = String.UnicodeScalarView()
        while let next, next != ">" {
            let isFirst = name.isEmpty
            guard
                next == "$" || next == "_"
                    || (isFirst ? next.properties.isIDStart : next.properties.isIDContinue)
            else { throw .malformed }
            name.append(next)
            position += 1
        }
        guard take(">"), !name.isEmpty else { throw .malformed }
        return String(name)
    }

    private mutating func atomEscape() throws(PatternError) -> PatternSyntax {
        if let next, "1"..."9" ~= next {
            groupsReferred = max(groupsReferred, try number())
            return .unsupported("backreference")
        }
        if take("k") {
            guard take("<") else { throw .malformed }
            namesReferred.insert(try groupName())
            return .unsupported("backreference")
        }
        if let set = try classEscape() { return .characters(set) }
        return .characters(CharacterClass(try characterEscape()))
    }

    /// `\d`, `\w`, `\s`, `\p{…}` and their opposites, behind the backslash; nil where something else stands there.
    private mutating func classEscape() throws(PatternError) -> CharacterClass? {
        if take("d") { return .digits }
        if take("D") { return .digits.negated }
        if take("w") { return .word }
        if take("W") { return .word.negated }
        if take("s") { return .space }
        if take("S") { return .space.negated }
        let negated = next == "P"
        guard take(text: "p{") || take(text: "P{") else { return nil }
        var name = String.UnicodeScalarView()
        while let next, next != "}" {
            name.append(next)
            position += 1
        }
        guard take("}"), !name.isEmpty else { throw .malformed }
        guard let property = UnicodeProperty(String(name)) else { throw .unsupported("\\p{\(String(name))}") }
        return CharacterClass(property, negated: negated)
    }

    /// An escape that stands for one character, behind the backslash.
    private mutating func characterEscape() throws(PatternError) -> UInt32 {
        guard let kind = next else { throw .malformed }
        position += 1
        switch kind {
        case "t": return 0x09
        case "n": return 0x0A
        case "v": return 0x0B
        case "f": return 0x0C
        case "r": return 0x0D
        case "0":
            if let next, "0"..."9" ~= next { throw .malformed }
            return 0
        case "c":
            guard let letter = next, letter.isASCII, letter.properties.isAlphabetic else { throw .malformed }
            position += 1
            return letter.value % 32
        case "x": return try hexadecimal(2)
        case "u": return try unicodeEscape()
        case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/": return kind.value
        default: throw .malformed
        }
    }

    private mutating func unicodeEscape() throws(PatternError) -> UInt32 {
        if take("{") {
            var value: UInt32 = 0
            let start = position
            while let digit = next.flatMap({ Character($0).hexDigitValue }) {
                value = value << 4 | UInt32(digit)
                guard value <= 0x10FFFF else { throw .malformed }
                position += 1
            }
            guard position > start, take("}") else { throw .malformed }
            return value
        }
        let unit = try hexadecimal(4)
        let mark = position
        if 0xD800...0xDBFF ~= unit, take(text: "\\u"), let second = try? hexadecimal(4),
            0xDC00...0xDFFF ~= second
        {
            return 0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)
        }
        position = mark
        return unit
    }

    private mutating func hexadecimal(_ count: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let next, next.isASCII, let digit = Character(next).hexDigitValue else { throw .malformed }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    /// A class, behind its opening bracket.
    private mutating func characterClass() throws(PatternError) -> CharacterClass {
        var set = CharacterClass(negated: take("^"))
        while !take("]") {
            let first = try classAtom()
            guard next == "-", position + 1 < scalars.count, scalars[position + 1] != 0x5D else {
                switch first {
                case .one(let scalar): set.insert(scalar...scalar)
                case .set(let part): set.insert(part)
                }
                continue
            }
            position += 1
            guard case .one(let low) = first, case .one(let high) = try classAtom(), low <= high else {
                throw .malformed
            }
            set.insert(low...high)
        }
        return set
    }

    private enum ClassAtom {
        case one(UInt32)
        case set(CharacterClass)
    }

    private mutating func classAtom() throws(PatternError) -> ClassAtom {
        guard let next else { throw .malformed }
        position += 1
        guard next == "\\" else { return .one(next.value) }
        if take("b") { return .one(0x08) }
        if take("-") { return .one(0x2D) }
        if let set = try classEscape() { return .set(set) }
        return .one(try characterEscape())
    }
}
