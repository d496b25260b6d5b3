// SPDX-License-Identifier: Apache-2.0

/// One domain's sentences, read from `Messages/DOMAIN.json` and checked.
///
/// ```json
/// { "too-long": {"en": "… {limit} …", "th": "… {limit} …", "my": "… {limit} …", "confirm": ["th", "my"]} }
/// ```
/// Every key has every language, and all languages of a key have the same placeholders. `confirm` names the languages
/// whose sentence a native speaker has yet to read; it is for people and is not embedded.
package struct CatalogueFragment {
    package static let languages = ["en", "th", "my"]

    package struct Entry {
        package let key: String
        /// One sentence for each of `languages`, in that order.
        package let texts: [String]
        /// The placeholders' names, in alphabetical order.
        package let placeholders: [String]
    }

    package let domain: String
    package let entries: [Entry]

    package init(path: String, text: String) throws {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        domain = file.hasSuffix(".json") ? String(file.dropLast(5)) : file
        guard Self.isKey(domain) else {
            throw GeneratorError("a domain is in kebab-case, this is not: \(domain)", path: path)
        }
        var entries: [Entry] = []
        var reader = FragmentReader(path: path, text: text)
        try reader.object { key, reader in
            guard Self.isKey(key) else { throw reader.fault("a key is in kebab-case, this is not: \(key)") }
            entries.append(try Self.entry(key, &reader))
        }
        try reader.end()
        self.entries = entries
    }

    private static func entry(_ key: String, _ reader: inout FragmentReader) throws -> Entry {
        var texts: [String: String] = [:]
        try reader.object { name, reader in
            if name == "confirm" {
                for language in try reader.strings() where !languages.contains(language) {
                    throw reader.fault("\(key): unknown language to confirm: \(language)")
                }
                return
            }
            guard languages.contains(name) else { throw reader.fault("\(key): unknown language: \(name)") }
            let text = try reader.string()
            guard !text.isEmpty else { throw reader.fault("\(key): the text in \(name) is empty") }
            texts[name] = text
        }
        var placeholders: [String]?
        let ordered = try languages.map { language in
            guard let text = texts[language] else { throw reader.fault("\(key): no text in \(language)") }
            guard let found = self.placeholders(of: text) else {
                throw reader.fault("\(key): a brace in \(language) that is no placeholder like {name}")
            }
            if let placeholders, placeholders != found {
                throw reader.fault("\(key): en has placeholders \(placeholders), \(language) has \(found)")
            }
            placeholders = found
            return text
        }
        return Entry(key: key, texts: ordered, placeholders: placeholders ?? [])
    }

    /// The names in braces, sorted and without doubles; nil where braces do not pair around a name.
    private static func placeholders(of text: String) -> [String]? {
        var names: Set<String> = []
        var rest = text[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[brace] == "{", let end = rest[brace...].firstIndex(of: "}") else { return nil }
            let name = rest[rest.index(after: brace)..<end]
            guard let first = name.utf8.first, (0x61...0x7a).contains(first),
                name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
            else { return nil }
            names.insert(String(name))
            rest = rest[rest.index(after: end)...]
        }
        return names.sorted()
    }

    /// Whether the name is of small letters and digits, joined by single hyphens, a letter first.
    private static func isKey(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7a).contains(first) else { return false }
        return name.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) }
        }
    }
}
