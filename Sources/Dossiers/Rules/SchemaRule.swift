// SPDX-License-Identifier: Apache-2.0

import JSONSchema

/// Every document follows the schema of its kind, is of a kind that stands in a dossier, and is listed in the root.
enum SchemaRule {
    /// How many faults of one document are reported; beyond that a person mends first and checks again.
    private static let findingsPerDocument = 50

    static func findings(
        root: JSONValue,
        documents: [(name: String, value: JSONValue)],
        enclosed: [(name: String, value: JSONValue)],
        form: DocumentForm
    ) -> [Finding] {
        var findings: [Finding] = []
        if DocumentKind(of: root) == .referral {
            findings += violations(in: root, .referral, name: DossierRules.rootName, form: form)
        } else {
            findings.append(Finding(.kindUnknown, in: DossierRules.rootName, at: ["type"]))
        }
        for (name, value) in documents + enclosed {
            guard let kind = DocumentKind(of: value) else {
                findings.append(Finding(.kindUnknown, in: name, at: ["type"]))
                continue
            }
            if kind.isEnvelope || kind == .referral {
                findings.append(Finding(.kindNotInDossier, in: name, at: ["type"], ["kind": kind.rawValue]))
            } else if DocumentCatalog.shared.knows(kind) {
                findings += violations(in: value, kind, name: name, form: form)
            } else {
                findings.append(Finding(.kindUnknown, in: name, at: ["type"]))
            }
            if let number = value["case"]?.string, let rootNumber = root["case"]?.string, number != rootNumber
            {
                findings.append(Finding(.caseDiffers, in: name, at: ["case"]))
            }
        }
        return form == .packed ? findings + listFindings(root: root, documents: documents) : findings
    }

    private static func violations(
        in document: JSONValue,
        _ kind: DocumentKind,
        name: String,
        form: DocumentForm
    ) -> [Finding] {
        var places: Set<JSONPointer> = []
        var faults: [Finding] = []
        var unfilled: [Finding] = []
        for violation in DocumentCatalog.shared.violations(in: document, kind: kind, form: form) ?? [] {
            // Of a member that is missing, the place is where it should stand.
            let missing = violation.code == .required ? violation.arguments["name"] : nil
            let pointer = missing.map { violation.instance.appending($0) } ?? violation.instance
            // One place is mended once, however many of the schema's words it goes against.
            guard places.insert(pointer).inserted else { continue }
            if form == .draft, isUnfilled(document[pointer], violation) {
                unfilled.append(Finding(.fieldUnfilled, in: name, at: pointer))
            } else {
                // Who still writes the paper is told what the schema asks for; others only which rule it is.
                var arguments = form == .draft ? violation.arguments.mapValues(bounded) : [:]
                arguments["keyword"] = violation.codeName
                faults.append(Finding(.documentInvalid, in: name, at: pointer, arguments))
            }
        }
        // A new paper is all places to fill in; they do not push out what is wrong.
        return faults.prefix(findingsPerDocument) + unfilled
    }

    /// What a schema asks for, cut where it is longer than a reason may be: it ends in a name out of the document, or is
    /// a long list of codes.
    private static func bounded(_ text: String) -> String {
        let scalars = text.unicodeScalars
        return scalars.count <= 200 ? text : String(String.UnicodeScalarView(scalars.prefix(199))) + "…"
    }

    /// Tells whether a value is what a new draft has where somebody must still write: an empty text or list, `null`, or
    /// the codes to choose from.
    private static func isUnfilled(_ value: JSONValue?, _ violation: SchemaViolation) -> Bool {
        switch value {
        case .null?: true
        case .string(let text)?: text.isEmpty || (violation.code == .enumeration && text.contains("|"))
        case .array(let elements)?: elements.isEmpty && violation.code == .minItems
        default: false
        }
    }

    /// The root's list names each document once, with its kind, and no other.
    private static func listFindings(
        root: JSONValue,
        documents: [(name: String, value: JSONValue)]
    ) -> [Finding] {
        var listed: [String: String] = [:]
        var differing: [String] = []
        for entry in root["documents"]?.array ?? [] {
            guard let name = entry["name"]?.string, let kind = entry["kind"]?.string else { continue }
            if listed.updateValue(kind, forKey: name) != nil { differing.append(name) }
        }
        for (name, value) in documents
        where listed.removeValue(forKey: name) != DocumentKind(of: value)?.rawValue {
            differing.append(name)
        }
        differing += listed.keys.sorted()
        return differing.map { Finding(.listDiffers, in: $0) }
    }
}
