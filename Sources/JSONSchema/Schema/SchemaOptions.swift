// SPDX-License-Identifier: Apache-2.0

/// What a schema compiler insists on.
package struct SchemaOptions: Sendable {
    /// Refuses keywords that no vocabulary has, but for annotations that begin with `x-`.
    package var refusesUnknownKeywords: Bool
    /// Takes `format` as an assertion, and refuses formats that it does not know.
    package var assertsFormat: Bool
    /// The annotation whose names, in a schema that has it, need not be there in spite of `required` where
    /// ``Schema/excusing`` judges.
    package var excusedAnnotation: String?

    package init(refusesUnknownKeywords: Bool, assertsFormat: Bool, excusedAnnotation: String? = nil) {
        self.refusesUnknownKeywords = refusesUnknownKeywords
        self.assertsFormat = assertsFormat
        self.excusedAnnotation = excusedAnnotation
    }

    /// For our own schemas: a mistyped keyword is an error, and a format is a demand.
    package static let strict = SchemaOptions(refusesUnknownKeywords: true, assertsFormat: true)
    /// As the standard's default is: unknown keywords are ignored, `format` is an annotation.
    package static let standard = SchemaOptions(refusesUnknownKeywords: false, assertsFormat: false)
}
