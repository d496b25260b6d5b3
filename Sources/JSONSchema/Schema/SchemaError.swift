// SPDX-License-Identifier: Apache-2.0

import Octets

/// Why a schema cannot be compiled; `schema` names the place in it.
package struct SchemaError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        /// A schema is neither an object nor a boolean, or a keyword's value is not what the keyword takes.
        case malformed = "schema-malformed"
        /// A keyword that no vocabulary in use has.
        case unknownKeyword = "schema-unknown-keyword"
        /// A format that is not known.
        case unknownFormat = "schema-unknown-format"
        /// A reference to a schema that was not loaded; nothing is ever fetched.
        case unresolvedReference = "schema-unresolved-reference"
        /// Two schemas or anchors of one name.
        case duplicateIdentifier = "schema-duplicate-identifier"
        /// `$schema` names a dialect that is not draft 2020-12 nor built from its vocabularies.
        case unsupportedDialect = "schema-unsupported-dialect"
        /// A regular expression that is none.
        case malformedPattern = "schema-malformed-pattern"
        /// A regular expression with lookaround, a backreference or an unknown property.
        case unsupportedPattern = "schema-unsupported-pattern"
        /// A regular expression that is too large once its repetitions are written out.
        case patternTooLarge = "schema-pattern-too-large"
        /// References that lead back to their start without going into the value.
        case endlessReference = "schema-endless-reference"
        /// Schemas nested too deep.
        case tooDeep = "schema-too-deep"
    }

    package static let domain = "schema"
    package let code: Code
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    init(_ code: Code, schema: String, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments.merging(["schema": schema]) { $1 }
    }
}
