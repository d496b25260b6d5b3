// SPDX-License-Identifier: Apache-2.0

/// The vocabularies of draft 2020-12 and the keywords of each.
enum Vocabulary: String, CaseIterable {
    case core
    case applicator
    case unevaluated
    case validation
    case metaData = "meta-data"
    case formatAnnotation = "format-annotation"
    case formatAssertion = "format-assertion"
    case content

    private static let prefix = "https://json-schema.org/draft/2020-12/vocab/"
    static let dialect = "https://json-schema.org/draft/2020-12/schema"

    init?(uri: String) {
        guard uri.hasPrefix(Self.prefix) else { return nil }
        self.init(rawValue: String(uri.dropFirst(Self.prefix.count)))
    }

    /// Those of the dialect `https://json-schema.org/draft/2020-12/schema`.
    static let standard: Set<Vocabulary> = Set(allCases).subtracting([.formatAssertion])

    static let of: [String: [Vocabulary]] = {
        var keywords: [String: [Vocabulary]] = [:]
        for vocabulary in allCases {
            for keyword in vocabulary.keywords { keywords[keyword, default: []].append(vocabulary) }
        }
        return keywords
    }()

    private var keywords: [String] {
        switch self {
        case .core:
            [
                "$schema", "$id", "$ref", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary",
                "$comment",
                "$defs",
            ]
        case .applicator:
            [
                "prefixItems", "items", "contains", "additionalProperties", "properties", "patternProperties",
                "dependentSchemas", "propertyNames", "if", "then", "else", "allOf", "anyOf", "oneOf", "not",
            ]
        case .unevaluated: ["unevaluatedItems", "unevaluatedProperties"]
        case .validation:
            [
                "type", "const", "enum", "multipleOf", "maximum", "exclusiveMaximum", "minimum",
                "exclusiveMinimum",
                "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains",
                "minContains", "maxProperties", "minProperties", "required", "dependentRequired",
            ]
        case .metaData:
            ["title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples"]
        case .formatAnnotation, .formatAssertion: ["format"]
        case .content: ["contentEncoding", "contentMediaType", "contentSchema"]
        }
    }

    /// Where a keyword holds schemas.
    enum Subschemas {
        case one
        case list
        case named
    }

    static let subschemas: [String: Subschemas] = [
        "$defs": .named, "properties": .named, "patternProperties": .named, "dependentSchemas": .named,
        "allOf": .list, "anyOf": .list, "oneOf": .list, "prefixItems": .list,
        "items": .one, "contains": .one, "additionalProperties": .one, "propertyNames": .one, "if": .one,
        "then": .one, "else": .one, "not": .one, "unevaluatedItems": .one, "unevaluatedProperties": .one,
        "contentSchema": .one,
    ]
}
