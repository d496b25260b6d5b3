// SPDX-License-Identifier: Apache-2.0

/// A sentence for people, not yet in any language: its key and what its placeholders stand for.
///
/// For sentences that code says itself there is one generated function each, `Message.commandSealDone(path:)` for
/// the key `command.seal-done`; for errors there is ``init(domain:code:arguments:)``.
package struct Message: Sendable, Hashable {
    package let key: String
    package let arguments: [String: String]

    /// The sentence for an error's code.
    package init(domain: String, code: String, arguments: [String: String] = [:]) {
        self.init(key: "\(domain).\(code)", arguments: arguments)
    }

    /// For the generated functions; not inlined, because hundreds of copies would only cost time and room.
    @inline(never)
    init(key: String, arguments: [String: String] = [:]) {
        self.key = key
        self.arguments = arguments
    }

    @inline(never)
    func with(_ name: String, _ value: String) -> Message {
        Message(key: key, arguments: arguments.merging([name: value]) { $1 })
    }

    /// The same sentence, with each argument changed: whoever prints to a terminal makes them harmless first.
    package func mapArguments(_ change: (String) -> String) -> Message {
        Message(key: key, arguments: arguments.mapValues(change))
    }

    /// The sentence with its placeholders filled.
    ///
    /// Nothing is dropped silently: a placeholder without argument stays visible in its braces, and a key without
    /// sentence shows itself and all its arguments. Arguments are inserted as they are; whoever prints to a terminal
    /// or a page escapes the whole.
    package func text(in language: Language) -> String {
        guard let template = Catalogue.template(for: key, in: language) else {
            let list = arguments.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            return "[\(key)\(list)]"
        }
        var text = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = rest[rest.index(after: open)..<close]
            text += rest[..<open]
            text += arguments[String(name)] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        text += rest
        // An empty argument at the end, such as a detail that is not known, leaves no blank behind.
        while text.last == " " { text.removeLast() }
        return text
    }
}
