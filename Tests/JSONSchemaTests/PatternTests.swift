// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Testing

@Suite struct PatternTests {
    struct Sample: CustomTestStringConvertible {
        let pattern: String
        var yes: [String] = []
        var no: [String] = []
        var testDescription: String { pattern }
    }

    @Test(arguments: [
        Sample(pattern: "", yes: ["", "x"]),
        Sample(pattern: "b", yes: ["abc"], no: ["ac", "B"]),
        Sample(pattern: "^(a|bc)+$", yes: ["abca", "bc"], no: ["", "ab", "abcb"]),
        Sample(pattern: "^a{2,3}$", yes: ["aa", "aaa"], no: ["a", "aaaa"]),
        Sample(pattern: "^a{0}b{2}c{1,}?$", yes: ["bbc", "bbccc"], no: ["abbc", "bc"]),
        Sample(pattern: "^(?:x*)*y$", yes: ["xxy", "y"], no: ["xx"]),
        Sample(pattern: "^[^a-c\\d]$", yes: ["d", "ก", "-"], no: ["a", "b", "5", ""]),
        Sample(pattern: "^[\\w.-]+@[\\-]$", yes: ["a.b-c@-"], no: ["a b@-"]),
        Sample(pattern: "^[\\D]$", yes: ["a"], no: ["1"]),
        Sample(pattern: "^\\p{Lo}\\P{L}$", yes: ["ก1"], no: ["a1", "กก"]),
        Sample(pattern: "^\\p{General_Category=Decimal_Number}$", yes: ["1", "၁", "๑"], no: ["a"]),
        Sample(pattern: "^[\\u0E00-\\u0E7F\\u{1000}-\\u{109F}]+$", yes: ["ไทย", "မြန်မာ"], no: ["thai"]),
        Sample(pattern: "^.$", yes: ["😀", "ก"], no: ["\n", "ab"]),
        Sample(pattern: "\\bcat\\b", yes: ["a cat.", "cat"], no: ["cats", "concat"]),
        Sample(pattern: "\\Bat", yes: ["cat"], no: ["at"]),
        Sample(pattern: "^\\x41\\cJ\\0\\uD83D\\uDE00$", yes: ["A\n\0😀"], no: ["A"]),
        Sample(pattern: "(^a|b$)", yes: ["ax", "xb"], no: ["xax"]),
        Sample(pattern: "[]", no: ["", "a"]),
        Sample(pattern: "^[^]$", yes: ["\n"], no: [""]),
        Sample(pattern: "a|", yes: ["", "b"]),
        Sample(pattern: "^(?<year>\\d{4})-\\d\\d$", yes: ["2026-11"], no: ["26-11"]),
        Sample(pattern: "^$", yes: [""], no: ["\n", "a"]),
    ])
    func `a pattern matches what ECMA-262 says`(_ sample: Sample) throws {
        let pattern = try Pattern(sample.pattern)
        for text in sample.yes { #expect(pattern.matches(text), "\(text)") }
        for text in sample.no { #expect(!pattern.matches(text), "\(text)") }
    }

    @Test(arguments: [
        "(", ")", "[", "a**", "*a", "{1}", "a{2,1}", "a{", "]", "}", "\\", "\\a", "\\-", "\\u{110000}",
        "\\u12",
        "[b-a]", "[\\d-z]", "\\1", "\\k<x>", "(?<a>x)(?<a>y)", "(?i)x", "\\p{", "\\c1", "\\01", "(?=a", "^*",
    ])
    func `a malformed pattern is refused`(_ text: String) {
        #expect(throws: PatternError.malformed) { try Pattern(text) }
    }

    @Test(arguments: [
        "(?=a)b", "(?!a)b", "(?<=a)b", "(?<!a)b", "(a)\\1", "(?<x>a)\\k<x>", "\\p{Script=Thai}",
    ])
    func `a construct that is not linear is refused, never ignored`(_ text: String) throws {
        let error = try #require(throws: PatternError.self) { try Pattern(text) }
        guard case .unsupported = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test(arguments: ["(((a{100}){100}){100}){100}", "((){0,1000}){1000}", "a{1000000}"])
    func `a pattern that grows without bound is refused`(_ text: String) {
        #expect(throws: PatternError.tooLarge) { try Pattern(text) }
    }

    @Test(arguments: [
        "^(a+)+$", "^(a|aa)+$", "(a*)*b", "^(a?){64}a{64}$", "(x+x+)+y", "^(.*)*(.*)*(.*)*$|\n",
    ])
    func `a catastrophic pattern takes linear time`(_ text: String) throws {
        let pattern = try Pattern(text)
        let started = ContinuousClock.now
        _ = pattern.matches(String(repeating: "a", count: 20_000) + "!")
        _ = pattern.matches(String(repeating: "x", count: 20_000))
        #expect(ContinuousClock.now - started < .seconds(20))
    }

    @Test func `groups nested without end are refused`() {
        #expect(throws: PatternError.tooLarge) { try Pattern(String(repeating: "(", count: 100_000)) }
    }
}
