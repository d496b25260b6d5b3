// SPDX-License-Identifier: Apache-2.0

import JSONSchema

extension Finding {
    /// What the codes among a sentence's arguments are called, by the argument's name.
    ///
    /// Findings carry codes, so that a list of them can be read in any language, also by the office that gets them as
    /// reasons; whoever shows a sentence puts these words in. A list of codes stays a list. An argument that is no code
    /// of ours has no words and stays as it is.
    package static func words(for arguments: [String: String]) -> [String: LocalizedText] {
        var words: [String: LocalizedText] = [:]
        for (name, value) in arguments {
            let codes = value.split(separator: ",").map { String($0.drop { $0 == " " }) }
            let named = codes.map { label(of: $0, in: name, arguments) }
            guard !named.isEmpty, named.contains(where: { $0 != nil }) else { continue }
            func joined(_ language: (LocalizedText) -> String, _ separator: String) -> String {
                zip(named, codes).map { $0.map(language) ?? $1 }.joined(separator: separator)
            }
            words[name] = LocalizedText(
                english: joined(\.english, ", "),
                thai: joined(\.thai, ", "),
                burmese: joined(\.burmese, "၊ ")
            )
        }
        return words
    }

    private static func label(
        of code: String,
        in name: String,
        _ arguments: [String: String]
    ) -> LocalizedText? {
        let catalog = DocumentCatalog.shared
        func common(_ definition: String) -> LocalizedText? {
            LocalizedText(catalog.common["$defs"]?[definition]?["x-label"]?[code])
        }
        switch name {
        case "kind", "kinds": return catalog.title(of: DocumentKind(rawValue: code))
        case "role", "roles": return common("role")
        case "purpose": return common("purpose")
        case "category":
            let data = catalog.source(of: .consent)?["properties"]?["categories"]?["items"]?["x-label"]?[code]
            return common("category") ?? LocalizedText(data)
        case "step", "steps":
            let procedures = Procedure.all.filter {
                arguments["procedure"] == nil || arguments["procedure"] == $0.code
            }
            return procedures.compactMap { $0.step(code)?.title }.first
        default: return nil
        }
    }
}
