// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Testing

/// An example with one fault, and the one finding that it must draw.
struct BrokenVariant: CustomTestStringConvertible, Sendable {
    let code: Finding.Code
    let document: String
    let pointer: String?
    let severity: Finding.Severity
    /// Of a paper that is missing or not allowed.
    let kind: DocumentKind?
    let example: ExampleFolder.Name
    let edits: [ExampleFolder.Edit]

    init(
        _ code: Finding.Code,
        _ document: String = "referral.json",
        at pointer: String? = nil,
        _ severity: Finding.Severity = .error,
        kind: DocumentKind? = nil,
        in example: ExampleFolder.Name,
        _ edits: ExampleFolder.Edit...
    ) {
        self.code = code
        self.document = document
        self.pointer = pointer
        self.severity = severity
        self.kind = kind
        self.example = example
        self.edits = edits
    }

    /// A member that its schema does not allow as it is.
    static func invalid(
        _ document: String,
        _ pointer: String,
        in example: ExampleFolder.Name,
        _ edit: ExampleFolder.Edit
    ) -> BrokenVariant {
        BrokenVariant(.documentInvalid, document, at: pointer, in: example, edit)
    }

    /// A member that nobody has filled in.
    static func unfilled(
        _ document: String,
        _ pointer: String,
        in example: ExampleFolder.Name,
        _ edit: ExampleFolder.Edit
    ) -> BrokenVariant {
        BrokenVariant(.fieldUnfilled, document, at: pointer, in: example, edit)
    }

    /// A paper that the step needs is left out.
    static func missing(_ kind: DocumentKind, in example: ExampleFolder.Name) -> BrokenVariant {
        BrokenVariant(.paperMissing, kind: kind, in: example, .drop(kind.fileName))
    }

    var testDescription: String {
        [code.rawValue, example.rawValue, document, pointer ?? kind?.rawValue ?? ""].joined(separator: " ")
    }
}
