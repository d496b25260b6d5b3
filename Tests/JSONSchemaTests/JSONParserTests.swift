// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Testing

/// THREATS 20: texts that two readers could take for different values, after Seriot's "Parsing JSON is a Minefield".
@Suite struct JSONParserTests {
    struct Refusal: CustomTestStringConvertible {
        let bytes: [UInt8]
        let code: JSONError.Code
        var testDescription: String { "\(code): \(String(decoding: bytes.prefix(40), as: UTF8.self))" }

        init(_ text: String, _ code: JSONError.Code) {
            bytes = Array(text.utf8)
            self.code = code
        }

        /// A string of these bytes.
        init(string: [UInt8], _ code: JSONError.Code) {
            bytes = [0x22] + string + [0x22]
            self.code = code
        }
    }

    static let refusals: [Refusal] = [
        Refusal("\u{FEFF}{}", .byteOrderMark),
        Refusal("", .unexpectedEnd), Refusal("  ", .unexpectedEnd), Refusal("[1", .unexpectedEnd),
        Refusal("[1,", .unexpectedEnd), Refusal(#"{"a""#, .unexpectedEnd), Refusal(#"{"a":"#, .unexpectedEnd),
        Refusal(#""abc"#, .unexpectedEnd), Refusal(#""\"#, .unexpectedEnd),
        Refusal(#""\u00"#, .unexpectedEnd),
        Refusal("tru", .unexpectedEnd), Refusal("[1,]", .unexpectedCharacter),
        Refusal("[,1]", .unexpectedCharacter),
        Refusal("[1 2]", .unexpectedCharacter), Refusal("[1}", .unexpectedCharacter),
        Refusal(#"{"a":1,}"#, .unexpectedCharacter), Refusal("{a:1}", .unexpectedCharacter),
        Refusal("{'a':1}", .unexpectedCharacter), Refusal(#"{"a" 1}"#, .unexpectedCharacter),
        Refusal(#"{1:1}"#, .unexpectedCharacter), Refusal("True", .unexpectedCharacter),
        Refusal("nul1", .unexpectedCharacter), Refusal("NaN", .unexpectedCharacter),
        Refusal("[1/*x*/]", .unexpectedCharacter), Refusal("// x\n1", .unexpectedCharacter),
        Refusal("\u{A0}1", .unexpectedCharacter), Refusal("[\u{0C}]", .unexpectedCharacter),
        Refusal("[\0]", .unexpectedCharacter), Refusal("+1", .unexpectedCharacter),
        Refusal(".5", .unexpectedCharacter), Refusal("Infinity", .unexpectedCharacter),
        Refusal("1 2", .trailingContent), Refusal("{}}", .trailingContent), Refusal("{}#", .trailingContent),
        Refusal("0x1", .trailingContent), Refusal("1\0", .trailingContent),
        Refusal("01", .invalidNumber), Refusal("-", .invalidNumber), Refusal("-01", .invalidNumber),
        Refusal("-Infinity", .invalidNumber), Refusal("1.", .invalidNumber), Refusal("1.e1", .invalidNumber),
        Refusal("1e", .invalidNumber), Refusal("1e+", .invalidNumber),
        Refusal("9007199254740992", .numberTooLarge), Refusal("-9007199254740992", .numberTooLarge),
        Refusal("1e16", .numberTooLarge), Refusal("1e400", .numberTooLarge),
        Refusal("-1E400", .numberTooLarge),
        Refusal("100000000000000000000", .numberTooLarge),
        Refusal("9007199254740991.5", .numberTooLarge), Refusal("0.10000000000000001", .numberTooPrecise),
        Refusal("3.141592653589793238462643383279", .numberTooPrecise), Refusal("1e-400", .numberTooPrecise),
        Refusal("4503599627370497.25", .numberTooPrecise),
        Refusal(#""\x41""#, .invalidEscape), Refusal(#""\u12G4""#, .invalidEscape),
        Refusal(#""\a""#, .invalidEscape), Refusal(#""\U0041""#, .invalidEscape),
        Refusal(#""\u+041""#, .invalidEscape),
        Refusal(#""\uD800""#, .loneSurrogate), Refusal(#""\uDC00""#, .loneSurrogate),
        Refusal(#""\uD800\uD800""#, .loneSurrogate), Refusal(#""\uD800\n""#, .loneSurrogate),
        Refusal(#""\uDC00\uD800""#, .loneSurrogate), Refusal(#""\uD800x""#, .loneSurrogate),
        Refusal(#""\uFFFE""#, .noncharacter), Refusal(string: [0xEF, 0xB7, 0x90], .noncharacter),
        Refusal(#""\uDBFF\uDFFF""#, .noncharacter),
        Refusal("\"a\tb\"", .controlCharacter), Refusal("\"\n\"", .controlCharacter),
        Refusal(#""\u0000""#, .controlCharacter), Refusal(#""\b""#, .controlCharacter),
        Refusal("\"\u{7F}\"", .controlCharacter), Refusal("\"\u{85}\"", .controlCharacter),
        Refusal("\"a\u{202E}b\"", .directionControl), Refusal(#""\u2066""#, .directionControl),
        Refusal("\"\u{200F}\"", .directionControl), Refusal("\"\u{61C}\"", .directionControl),
        Refusal(#"{"\u202A":1}"#, .directionControl),
        Refusal("\"e\u{301}\"", .notNormalized), Refusal(#""e\u0301""#, .notNormalized),
        Refusal("\"\u{212B}\"", .notNormalized), Refusal(#"{"e\u0301":1}"#, .notNormalized),
        Refusal(#"{"a":1,"a":1}"#, .duplicateName), Refusal(#"{"a":1,"\u0061":2}"#, .duplicateName),
        Refusal(#"{"":1,"":2}"#, .duplicateName),
        Refusal(String(repeating: "[", count: 33), .tooDeep),
        Refusal(String(repeating: "[", count: 100_000), .tooDeep),
        Refusal(String(repeating: #"{"a":"#, count: 100_000), .tooDeep),
        Refusal("\"" + String(repeating: "a", count: 1 << 20) + "\"", .tooLarge),
        Refusal(string: [0xFF], .notUTF8), Refusal(string: [0xC0, 0xAF], .notUTF8),
        Refusal(string: [0xE0, 0x80, 0x80], .notUTF8), Refusal(string: [0xED, 0xA0, 0x80], .notUTF8),
        Refusal(string: [0xF4, 0x90, 0x80, 0x80], .notUTF8), Refusal(string: [0xE0, 0xB8], .notUTF8),
        Refusal(string: [0x80], .notUTF8), Refusal(string: [0xF8, 0x88, 0x80, 0x80, 0x80], .notUTF8),
    ]

    @Test(arguments: refusals)
    func `a text that is not strict JSON is refused`(_ refusal: Refusal) throws {
        let error = try #require(throws: JSONError.self) { try JSON.parse(refusal.bytes) }
        #expect(error.code == refusal.code)
    }

    static let values: [(String, JSONValue)] = [
        (" \t\r\n{ } ", [:]), ("[]", []), ("null", nil), ("[true,false]", [true, false]),
        ("-0", 0), ("0e999", 0), ("1.0", 1), ("1e3", 1000), ("-1.5E-3", -0.0015),
        ("10000000000000000e-1", 1e15),
        ("9007199254740991", .integer(9_007_199_254_740_991)), ("0.1", 0.1),
        ("3.141592653589793", .number(.pi)),
        ("5e-324", .number(.leastNonzeroMagnitude)), ("1.50000000000000000000000", 1.5),
        ("0.00000000000000000000001", 1e-23),
        (#""\"\\\/\n\r\t\u0041\uD83D\uDE00""#, "\"\\/\n\r\tA😀"),
        (#"{"a":{"b":[1]},"":2}"#, ["a": ["b": [1]], "": 2]),
        ("\"\u{200B}\u{200C}\u{200D}\"", "\u{200B}\u{200C}\u{200D}"),
    ]

    @Test(arguments: values)
    func `a text is read as its value`(_ text: String, _ value: JSONValue) throws {
        #expect(try JSON.parse(Array(text.utf8)) == value)
        #expect(try JSON.parse(value.bytes(.pretty)) == value)
        #expect(try JSON.parse(value.bytes(.compact)) == value)
    }

    @Test func `an error names line, column and the value around it`() throws {
        let text = "{\n  \"ก\": [1, {\"b~/\": \"กขค\u{202E}\"}]}"
        let error = try #require(throws: JSONError.self) { try JSON.parse(Array(text.utf8)) }
        #expect(error.line == 2)
        #expect(error.column == 24)
        #expect(error.pointer == ["ก", "1", "b~/"])
        #expect(error.arguments == ["line": "2", "column": "24", "pointer": "/ก/1/b~0~1"])
    }

    @Test func `a value is found in the bytes again`() throws {
        let bytes = Array("{\"a\": 1,\n \"ข\": [true, { \"c\" : \"ง\" } ]}".utf8)
        let place = try #require(JSON.place(of: ["ข", "1"], in: bytes))
        #expect(String(decoding: bytes[place.range], as: UTF8.self) == "{ \"c\" : \"ง\" }")
        #expect(place.line == 2)
        #expect(place.column == 14)
        #expect(JSON.place(of: [], in: bytes)?.range == bytes.indices)
        #expect(JSON.place(of: ["ข", "2"], in: bytes) == nil)
        #expect(JSON.place(of: ["ข", "01"], in: bytes) == nil)
        #expect(JSON.place(of: ["a", "b"], in: bytes) == nil)
    }

    @Test func `the plain profile takes other people's numbers and texts`() throws {
        let value = try JSON.parse(Array(#"["e\u0301\u0000", 12345678910111213141516]"#.utf8), as: .plain)
        #expect(value[0]?.string?.unicodeScalars.count == 3)
        #expect(value[1]?.number == 1.2345678910111213e22)
        #expect(value[1]?.integer == nil)
    }

    @Test func `a large object has each member once`() throws {
        var object = JSONObject()
        for number in 0..<1000 { object["n\(number)"] = .integer(number) }
        let bytes = JSONValue.object(object).bytes()
        let read = try #require(try JSON.parse(bytes).object)
        #expect(read["n999"] == 999)
        #expect(read.names == object.names)
        let doubled = bytes.dropLast() + Array(#","n500":0}"#.utf8)
        let error = try #require(throws: JSONError.self) { try JSON.parse(Array(doubled)) }
        #expect(error.code == .duplicateName)
    }
}
