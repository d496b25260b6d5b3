// SPDX-License-Identifier: Apache-2.0

/// What a schema says about a document.
package struct Validation: Sendable {
    /// Every demand that is not met, at most `Limits.violations`; none where the document is valid.
    package let violations: [SchemaViolation]
    package var isValid: Bool { violations.isEmpty }

    /// The standard's output format `basic` (core §12.4.2), errors only.
    package var basicOutput: JSONValue {
        if isValid { return ["valid": true] }
        return ["valid": false, "errors": .array(violations.flatMap(Self.units))]
    }

    private static func units(_ violation: SchemaViolation) -> [JSONValue] {
        let unit: JSONValue = [
            "keywordLocation": .string(violation.keyword.description),
            "absoluteKeywordLocation": .string(violation.absoluteKeyword),
            "instanceLocation": .string(violation.instance.description),
            "error": .string(violation.codeName),
        ]
        return [unit] + violation.causes.flatMap(units)
    }
}
