// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Testing

@Suite struct JSONValueTests {
    @Test func `values are written in one way`() {
        let value: JSONValue = ["b": [1, 1.5, [], [:]], "a": ["x": "\"\\\n\u{1}ก/"], "c": nil]
        #expect(value.text() == #"{"b":[1,1.5,[],{}],"a":{"x":"\"\\\n\u0001ก/"},"c":null}"#)
        #expect(
            value.text(.pretty) == """
                {
                  "b": [
                    1,
                    1.5,
                    [],
                    {}
                  ],
                  "a": {
                    "x": "\\"\\\\\\n\\u0001ก/"
                  },
                  "c": null
                }

                """
        )
    }

    @Test(arguments: [
        (-0.0, "0"), (1e21, "1e+21"), (1e20, "100000000000000000000"), (0.000001, "0.000001"), (1e-7, "1e-7"),
        (-1.25e-9, "-1.25e-9"), (123456.789, "123456.789"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (.leastNonzeroMagnitude, "5e-324"), (0.1, "0.1"), (-9_007_199_254_740_991, "-9007199254740991"),
    ])
    func `numbers are written in their shortest form`(_ number: Double, _ text: String) {
        #expect(JSONValue.number(number).text() == text)
        #expect(Double(text) == number)
    }

    @Test func `equality does not look at the order of members nor at how numbers are written`() {
        let left: JSONValue = ["a": 1, "b": [1.0, "x"]]
        let right: JSONValue = ["b": [1, "x"], "a": 1.0]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(JSONValue.bool(false) != 0)
        #expect(JSONValue.null != [:])
    }

    @Test func `members can be set and removed`() {
        var object = JSONObject()
        for number in 0..<20 { object["n\(number)"] = .integer(number) }
        object["n3"] = nil
        object["n4"] = "new"
        #expect(object.count == 19)
        #expect(object["n3"] == nil)
        #expect(object["n4"] == "new")
        #expect(object["n19"] == 19)
    }

    @Test(
        arguments: [
            ("", []), ("/", [""]), ("/a~1b/~01", ["a/b", "~1"]), ("/0/ก", ["0", "ก"]),
        ] as [(String, [String])]
    )
    func `pointers are read and written`(_ text: String, _ tokens: [String]) throws {
        let pointer = try #require(JSONPointer(parsing: text))
        #expect(pointer.tokens == tokens)
        #expect(pointer.description == text)
    }

    @Test(arguments: ["a", "/~", "/~2", "/a~"])
    func `a malformed pointer is none`(_ text: String) {
        #expect(JSONPointer(parsing: text) == nil)
    }
}
