// SPDX-License-Identifier: Apache-2.0

import Octets

/// One demand of a schema that a document does not meet.
///
/// The sentence is about the document: it names the value by its place and says what the schema asks for, never what
/// the document holds.
package struct SchemaViolation: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        case falseSchema = "false-schema"
        case type
        case enumeration = "enum"
        case constant = "const"
        case multipleOf = "multiple-of"
        case maximum
        case exclusiveMaximum = "exclusive-maximum"
        case minimum
        case exclusiveMinimum = "exclusive-minimum"
        case maxLength = "max-length"
        case minLength = "min-length"
        case pattern
        case format
        case maxItems = "max-items"
        case minItems = "min-items"
        case uniqueItems = "unique-items"
        case items
        case contains
        case minContains = "min-contains"
        case maxContains = "max-contains"
        case maxProperties = "max-properties"
        case minProperties = "min-properties"
        case required
        case dependentRequired = "dependent-required"
        case propertyNames = "property-names"
        case additionalProperties = "additional-properties"
        case unevaluatedItems = "unevaluated-items"
        case unevaluatedProperties = "unevaluated-properties"
        case anyOf = "any-of"
        case oneOf = "one-of"
        case oneOfSeveral = "one-of-several"
        case not
        /// The document asks for more work or deeper recursion than a validation may take.
        case effort
    }

    package static let domain = "schema"
    package let code: Code
    /// The value that does not fit.
    package let instance: JSONPointer
    /// The keyword that says so, as it was reached: through `$ref` and its like.
    package let keyword: JSONPointer
    /// The keyword's own place: the schema's URI, and a pointer into it.
    package let absoluteKeyword: String
    /// What the sentence needs, `instance` among it.
    package let arguments: [String: String]
    /// Why each branch of `anyOf` and `oneOf` does not fit, why a name is not allowed.
    package let causes: [SchemaViolation]
    package var codeName: String { code.rawValue }

    init(
        _ code: Code,
        instance: JSONPointer,
        keyword: JSONPointer,
        absoluteKeyword: String,
        arguments: [String: String],
        causes: [SchemaViolation]
    ) {
        self.code = code
        self.instance = instance
        self.keyword = keyword
        self.absoluteKeyword = absoluteKeyword
        self.arguments = arguments.merging(["instance": instance.description]) { $1 }
        self.causes = causes
    }
}
