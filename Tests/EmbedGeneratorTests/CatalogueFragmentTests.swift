// SPDX-License-Identifier: Apache-2.0

import EmbedGenerator
import Testing

@Suite struct CatalogueFragmentTests {
    private func fragment(_ text: String, path: String = "/m/seal.json") throws -> CatalogueFragment {
        try CatalogueFragment(path: path, text: text)
    }

    @Test func `a fragment becomes rows and functions`() throws {
        let fragment = try fragment(
            #"{"all-done": {"en": "{b} \"{a}\"", "th": "{a}{b}", "my": "{a} {b} {a}", "confirm": ["my"]}}"#
        )
        let text = try CatalogueSource(fragments: [fragment]).text
        #expect(text.contains(#"("seal.all-done", "{b} \"{a}\"", "{a}{b}", "{a} {b} {a}"),"#))
        #expect(text.contains("package static func sealAllDone(`a`: String, `b`: String) -> Message {"))
    }

    @Test(arguments: [
        ("no text in my", #"{"a": {"en": "x", "th": "x"}}"#),
        ("the text in th is empty", #"{"a": {"en": "x", "th": "", "my": "x"}}"#),
        ("unknown language: de", #"{"a": {"en": "x", "th": "x", "my": "x", "de": "x"}}"#),
        ("unknown language to confirm: de", #"{"a": {"en": "x", "th": "x", "my": "x", "confirm": ["de"]}}"#),
        (#"en has placeholders ["n"], th has []"#, #"{"a": {"en": "{n}", "th": "x", "my": "{n}"}}"#),
        ("a brace in en", #"{"a": {"en": "{n", "th": "x", "my": "x"}}"#),
        ("a brace in en", #"{"a": {"en": "n}", "th": "x", "my": "x"}}"#),
        ("a brace in en", #"{"a": {"en": "{}", "th": "x", "my": "x"}}"#),
        ("a brace in en", #"{"a": {"en": "{a-b}", "th": "x", "my": "x"}}"#),
        ("kebab-case", #"{"tooLong": {}}"#), ("kebab-case", #"{"a--b": {}}"#),
        ("kebab-case", #"{"a.b": {}}"#),
        ("kebab-case", #"{"": {}}"#),
        ("stands here twice", #"{"a": {"en": "x", "th": "x", "my": "x"}, "a": {}}"#),
        ("stands here twice", #"{"a": {"en": "x", "en": "x"}}"#),
        ("more text after the end", "{} x"), ("expected {", "[]"), ("expected :", #"{"a"}"#),
        ("a string without an end", #"{"a"#), ("known escapes", #"{"\u0061": {}}"#),
        ("a control character", "{\"a\tb\": {}}"),
    ])
    func `a fault is named`(reason: String, text: String) throws {
        let error = try #require(throws: GeneratorError.self) { try fragment(text) }
        #expect(error.reason.contains(reason))
    }

    @Test func `a fault names file and line`() throws {
        let error = try #require(throws: GeneratorError.self) { try fragment("{\n\n\"B\": {}}") }
        #expect(error.description.hasPrefix("/m/seal.json:3: error: "))
    }

    @Test func `a domain is the file's name in kebab-case`() {
        #expect(throws: GeneratorError.self) { try fragment("{}", path: "/m/Seal.json") }
    }

    @Test func `two keys of one Swift name are refused`() throws {
        let entry = #"{"en": "x", "th": "x", "my": "x"}"#
        let fragments = [
            try fragment(#"{"b-c": \#(entry)}"#, path: "a.json"),
            try fragment(#"{"c": \#(entry)}"#, path: "a-b.json"),
        ]
        #expect(throws: GeneratorError.self) { try CatalogueSource(fragments: fragments) }
    }

    @Test func `embedded text stands in the code scalar for scalar`() {
        let source = FilesSource(files: [
            (name: "b.json", text: "\"\\(x)\"\r\n\u{202e}က"), (name: "a.json", text: ""),
        ])
        #expect(source.text.contains(#"(name: "b.json", text: "\"\\(x)\"\u{d}\n\u{202e}က"),"#))
    }
}
