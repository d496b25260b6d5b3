// SPDX-License-Identifier: Apache-2.0

/// Every sentence that a person reads, in every language of the project.
///
/// The sentences stand in `Messages/DOMAIN.json` and are compiled into a sorted table, so the program needs no file
/// beside it and starting costs nothing. The build fails where a language or a placeholder is missing.
package enum Catalogue {
    typealias Entry = (key: String, english: String, thai: String, burmese: String)

    /// All keys, sorted.
    package static var keys: [String] { table.map(\.key) }

    /// Whether there is a sentence for an error's code; each module's tests ask this of all its codes.
    package static func contains(domain: String, code: String) -> Bool {
        entry(for: "\(domain).\(code)") != nil
    }

    /// The sentence with its placeholders unfilled, or nil where the key is unknown.
    package static func template(for key: String, in language: Language) -> String? {
        guard let entry = entry(for: key) else { return nil }
        return switch language {
        case .en: entry.english
        case .th: entry.thai
        case .my: entry.burmese
        }
    }

    /// Finds the entry by halving; the table is sorted by the keys' bytes, which are ASCII.
    private static func entry(for key: String) -> Entry? {
        var low = 0
        var high = table.count
        while low < high {
            let middle = (low + high) / 2
            if table[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low < table.count && table[low].key == key ? table[low] : nil
    }
}
