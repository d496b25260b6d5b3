// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Octets

/// An answer to a referral, as far as its decision goes; the rest is for people to read.
package struct AnswerDocument: Hashable, Sendable {
    package enum Outcome: String, CaseIterable, Sendable {
        case accepted
        /// Returned with questions.
        case questions
        case rejected
    }

    package let outcome: Outcome
    package let decided: Timestamp

    /// - Throws: `DossierError` with `notADocument`, naming the place.
    package init(_ document: JSONValue) throws(DossierError) {
        let reader = try DocumentReader(document, kind: .answer)
        outcome = try reader.code("decision")
        decided = try reader.time("decided")
    }

    /// The codes of reasons for a rejection, each with the words for it.
    package static let reasons: [(code: String, label: LocalizedText)] = {
        let schema = DocumentCatalog.shared.source(of: .answer)?["properties"]?["reasonCode"]
        return (schema?["enum"]?.array ?? []).compactMap(\.string).compactMap { code in
            LocalizedText(schema?["x-label"]?[code]).map { (code, $0) }
        }
    }()
}
