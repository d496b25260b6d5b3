// SPDX-License-Identifier: Apache-2.0

package import JSONSchema

/// What can be read out of the number on an identity paper.
package enum IdentityPaper {
    /// The codes of `papers[].reading` in the schema.
    package enum Reading: String, Sendable {
        case read
        case unreadable
        case notTried = "not-tried"
    }

    /// The number of a paper of this kind in one spelling, where its kind has one and it can be read.
    package static func read(_ number: String, kind: String) -> (reading: Reading, normalized: String?) {
        let normalized: String?
        switch kind {
        case "nrc": normalized = MyanmarNRC(number).parts?.normalized
        case "thai-id", "pink-card": normalized = ThaiIdentityNumber(reading: number)?.digits
        default: return (.notTried, nil)
        }
        return (normalized == nil ? .unreadable : .read, normalized)
    }

    /// The paper with `normalized` and `reading` as the program reads its number; the number itself stays.
    ///
    /// What a person has entered in `normalized` stays too.
    package static func completed(_ paper: JSONValue) -> JSONValue {
        guard var object = paper.object, let number = paper["number"]?.string,
            let kind = paper["kind"]?.string
        else { return paper }
        let (reading, normalized) = read(number, kind: kind)
        if object["normalized"] == nil { object["normalized"] = normalized.map { .string($0) } }
        if object["reading"] == nil { object["reading"] = .string(reading.rawValue) }
        return .object(object)
    }
}
