// SPDX-License-Identifier: Apache-2.0

/// Reads the little of JSON that a catalogue's fragment needs: objects, arrays and strings, with line numbers.
///
/// Not Foundation's reader, because that one takes a name twice without a word, and a merge makes such doubles
/// easily. Numbers, `true`, `false`, `null` and `\u` escapes have no place in a sentence and are refused.
struct FragmentReader {
    private let path: String
    private var rest: Substring.UnicodeScalarView
    private(set) var line = 1

    init(path: String, text: String) {
        self.path = path
        rest = Substring(text).unicodeScalars
    }

    /// Calls `body` with the reader at each member's value.
    mutating func object(_ body: (_ name: String, inout FragmentReader) throws -> Void) throws {
        var names: Set<String> = []
        try expect("{")
        if take("}") { return }
        repeat {
            let name = try string()
            guard names.insert(name).inserted else { throw fault("\"\(name)\" stands here twice") }
            try expect(":")
            try body(name, &self)
        } while take(",")
        try expect("}")
    }

    mutating func strings() throws -> [String] {
        var values: [String] = []
        try expect("[")
        if take("]") { return [] }
        repeat { values.append(try string()) } while take(",")
        try expect("]")
        return values
    }

    mutating func string() throws -> String {
        var value = String.UnicodeScalarView()
        try expect("\"")
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(value)
            case "\\": value.append(try escaped())
            case _ where scalar.value < 0x20: throw fault("a control character in a string")
            default: value.append(scalar)
            }
        }
        throw fault("a string without an end")
    }

    mutating func end() throws {
        skipSpace()
        guard rest.isEmpty else { throw fault("more text after the end") }
    }

    func fault(_ reason: String) -> GeneratorError {
        GeneratorError(reason, path: path, line: line)
    }

    private mutating func escaped() throws -> Unicode.Scalar {
        switch rest.popFirst() {
        case "\"": "\""
        case "\\": "\\"
        case "/": "/"
        case "n": "\n"
        default: throw fault("only \\\", \\\\, \\/ and \\n are known escapes")
        }
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws {
        guard take(scalar) else { throw fault("expected \(scalar)") }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipSpace()
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipSpace() {
        while let scalar = rest.first, [" ", "\t", "\r", "\n"].contains(scalar) {
            if scalar == "\n" { line += 1 }
            rest.removeFirst()
        }
    }
}
