// SPDX-License-Identifier: Apache-2.0

/// The Swift text for the target `Catalogue`: the sorted table, and one function for each sentence.
///
/// The functions (`Message.commandSealDone(path: …)`) make a wrong key or a forgotten placeholder an error of the
/// compiler. Their parameters are in alphabetical order, so that a reworded sentence changes no caller.
///
/// Rows are tuples and arguments are added by calls, not in dictionary literals, because that compiles in a second or
/// two where structs and literals took half a minute (600 sentences, release).
package struct CatalogueSource {
    package let text: String

    /// - Throws: where two keys would get the same Swift name.
    package init(fragments: [CatalogueFragment]) throws {
        var rows: [(key: String, line: String)] = []
        var functions: [String: String] = [:]
        for fragment in fragments {
            for entry in fragment.entries {
                let key = "\(fragment.domain).\(entry.key)"
                let texts = entry.texts.map(swiftLiteral).joined(separator: ", ")
                rows.append((key, "        (\(swiftLiteral(key)), \(texts)),"))
                let name = Self.swiftName(key)
                guard functions[name] == nil else {
                    throw GeneratorError("\(key): another key has the Swift name \(name) already")
                }
                functions[name] = Self.function(name, key, entry.placeholders)
            }
        }
        rows.sort { $0.key < $1.key }
        text = """
            // Made by EmbedGenerator from Sources/Catalogue/Messages.

            extension Catalogue {
                static let table: [Entry] = [
            \(rows.map(\.line).joined(separator: "\n"))
                ]
            }

            extension Message {
            \(functions.keys.sorted().compactMap { functions[$0] }.joined(separator: "\n"))
            }

            """
    }

    private static func function(_ name: String, _ key: String, _ placeholders: [String]) -> String {
        let head = "    package static "
        guard !placeholders.isEmpty else {
            return "\(head)var \(name): Message { Message(key: \(swiftLiteral(key))) }"
        }
        let parameters = placeholders.map { "`\($0)`: String" }.joined(separator: ", ")
        let arguments = placeholders.map { ".with(\(swiftLiteral($0)), `\($0)`)" }.joined()
        return
            "\(head)func \(name)(\(parameters)) -> Message { Message(key: \(swiftLiteral(key)))\(arguments) }"
    }

    /// `command.seal-done` becomes `commandSealDone`.
    private static func swiftName(_ key: String) -> String {
        let words = key.split { $0 == "." || $0 == "-" }
        return words.prefix(1).joined()
            + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
