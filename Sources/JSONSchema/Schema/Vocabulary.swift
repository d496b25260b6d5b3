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

    /// Of each keyword, the vocabularies that have it.
    static let of: [String: Vocabularies] = {
        var keywords: [String: Vocabularies] = [:]
        for vocabulary in allCases {
            for keyword in vocabulary.keywords {
                keywords[keyword, default: []].insert(Vocabularies(vocabulary))
            }
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

/// A set of vocabularies.
struct Vocabularies: OptionSet {
    let rawValue: UInt16

    init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    init(_ vocabulary: Vocabulary) {
        rawValue = 1 << UInt16(Vocabulary.allCases.firstIndex(of: vocabulary) ?? 0)
    }

    /// Those of the dialect `https://json-schema.org/draft/2020-12/schema`.
    static let standard = Vocabulary.allCases.filter { $0 != .formatAssertion }
        .reduce(into: Vocabularies()) { $0.insert(Vocabularies($1)) }
    static let formatAssertion = Vocabularies(.formatAssertion)
}
