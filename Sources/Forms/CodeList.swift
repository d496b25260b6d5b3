// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers

/// Names for the codes of countries and languages that a border office meets.
///
/// The formats take every code of ISO 3166-1 and ISO 639-3; what is not on the list is shown as its code.
struct CodeList {
    let codes: [(code: String, name: LocalizedText)]

    /// Nil where the place takes no such code.
    init?(_ node: SchemaNode) {
        let list: [String]
        switch node.definition {
        case "country": list = Self.countries
        case "language": list = Self.languages
        default: return nil
        }
        let prefix = node.definition ?? ""
        codes = list.map { code in
            let message = Message(domain: "form", code: "\(prefix)-\(code.lowercased())")
            return (code, LocalizedText(message))
        }
    }

    func name(of code: String) -> LocalizedText? {
        codes.first { $0.code == code }?.name
    }

    static let countries = ["TH", "MM", "LA", "KH", "VN", "MY", "SG", "ID", "CN", "IN", "BD"]
    static let languages = [
        "mya", "tha", "mnw", "tvn", "rki", "ksw", "kjp", "pwo", "blk", "shn", "kac", "rhg", "mwt", "mkm",
        "eng",
        "zlm",
    ]
}
