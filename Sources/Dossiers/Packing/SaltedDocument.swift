// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Octets

/// Puts a fresh salt into a document's text and leaves every other byte as the person wrote it.
enum SaltedDocument {
    /// The bytes of `document` with `salt` as the value of its member `salt`, which is added in front where absent.
    ///
    /// - Throws: `DossierError` with `malformed` where the bytes are not one JSON object.
    static func bytes(_ document: [UInt8], name: String, salt: String) throws(DossierError) -> [UInt8] {
        let value: JSONValue
        do { value = try JSON.parse(document) } catch { throw DossierError(malformed: error, in: name) }
        let quoted = Array(JSONValue.string(salt).bytes(.compact))
        if value["salt"] != nil, let place = JSON.place(of: ["salt"], in: document) {
            return Array(document[..<place.range.lowerBound]) + quoted + document[place.range.upperBound...]
        }
        guard let object = value.object, let brace = document.firstIndex(of: UInt8(ascii: "{")) else {
            throw DossierError(
                .notADocument,
                ["document": name, "kind": "", "pointer": "/", "keyword": "type"]
            )
        }
        let start = document.index(after: brace)
        // The new member stands on a line of its own where the others do.
        let blank = document[start...].prefix { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let member = Array("\"salt\": ".utf8) + quoted
        if object.isEmpty { return Array(document[..<start]) + member + document[start...] }
        return Array(document[..<start]) + blank + member + [UInt8(ascii: ",")] + document[start...]
    }
}

extension DossierError {
    /// A document that is no JSON by the project's rules, with the place.
    init(malformed error: JSONError, in document: String) {
        self.init(
            .malformed,
            [
                "document": document, "line": String(error.line), "column": String(error.column),
                "detail": error.codeName,
            ]
        )
    }
}
