// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Testing

@Suite struct MessageTests {
    @Test func `an error's code becomes a sentence in each language`() {
        let message = Message(
            domain: "file",
            code: "full",
            arguments: ["path": "/tmp/a", "detail": "No space."]
        )
        #expect(
            message.text(in: .en)
                == "There is no room left to write /tmp/a; free some space and try again. No space."
        )
        #expect(Set(Language.allCases.map(message.text(in:))).count == 3)
    }

    @Test func `a generated function makes the same message`() {
        #expect(
            Message.fileFull(detail: "", path: "x")
                == Message(domain: "file", code: "full", arguments: ["path": "x", "detail": ""])
        )
    }

    @Test func `an empty last argument leaves no blank`() {
        #expect(Message.fileFull(detail: "", path: "x").text(in: .en).hasSuffix("try again."))
    }

    @Test func `an unknown key shows itself and its arguments`() {
        let message = Message(domain: "file", code: "melted", arguments: ["path": "x", "by": "sun"])
        #expect(message.text(in: .th) == "[file.melted by=sun path=x]")
        #expect(!Catalogue.contains(domain: "file", code: "melted"))
    }

    @Test func `a placeholder without argument stays visible`() {
        #expect(Message(domain: "octets", code: "too-long").text(in: .en).contains("{limit}"))
    }

    @Test func `an argument is inserted as it is, braces and all`() {
        let message = Message.fileFull(detail: "{path}", path: "{detail}")
        #expect(message.text(in: .en).contains("write {detail};"))
        #expect(message.text(in: .en).hasSuffix("{path}"))
    }
}
