// SPDX-License-Identifier: Apache-2.0

extension SchemaCompiler {
    /// Compiles the schema at a place: every keyword becomes part of a rule, is an annotation, or is an error.
    mutating func node(_ number: Int) throws(SchemaError) -> SchemaNode {
        let place = places[number]
        var node = SchemaNode(resource: place.resource, location: location(place))
        switch place.value {
        case .bool(let value):
            node.isFalse = !value
            return node
        case .object(let all):
            var keywords = Keywords(schema: node.location)
            let vocabularies = try vocabularies(place.resource)
            for (name, value) in all.members {
                let owners = Vocabulary.of[name]
                if let owners, owners.contains(where: vocabularies.contains) {
                    keywords.members[name] = value
                } else if options.refusesUnknownKeywords, !name.hasPrefix("x-") {
                    throw SchemaError(.unknownKeyword, schema: node.location, ["keyword": name])
                }
            }
            node.rules += try references(keywords, place)
            node.rules += try assertions(keywords)
            if options.assertsFormat || vocabularies.contains(.formatAssertion) {
                node.rules += try format(keywords)
            }
            node.rules += try inPlace(keywords, place)
            node.rules += try members(keywords, place)
            node.rules += try elements(keywords, place)
            try annotations(keywords)
            if let inner = try keywords.schema("unevaluatedItems", self, place) {
                node.rules.append(.unevaluatedItems(inner))
                node.looksBack = true
            }
            if let inner = try keywords.schema("unevaluatedProperties", self, place) {
                node.rules.append(.unevaluatedProperties(inner))
                node.looksBack = true
            }
            return node
        default:
            throw SchemaError(.malformed, schema: node.location, ["keyword": place.pointer.tokens.last ?? ""])
        }
    }

    private mutating func references(_ keywords: Keywords, _ place: Place) throws(SchemaError) -> [SchemaRule]
    {
        var rules: [SchemaRule] = []
        if let reference = try keywords.string("$ref") {
            rules.append(.reference(try resolve(reference, from: place)))
        }
        if let reference = try keywords.string("$dynamicRef") {
            let target = try resolve(reference, from: place)
            // Core §8.2.3.2: dynamic only where the reference first leads to a `$dynamicAnchor` of that name.
            if let anchor = URIReference(reference).decodedFragment, !anchor.isEmpty,
                resources[places[target].resource].dynamicAnchors[anchor] == target
            {
                rules.append(.dynamicReference(target, anchor: anchor))
            } else {
                rules.append(.reference(target))
            }
        }
        return rules
    }

    private func inPlace(_ keywords: Keywords, _ place: Place) throws(SchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let nodes = try keywords.list("allOf", self, place) { rules.append(.allOf(nodes)) }
        if let nodes = try keywords.list("anyOf", self, place) { rules.append(.anyOf(nodes)) }
        if let nodes = try keywords.list("oneOf", self, place) { rules.append(.oneOf(nodes)) }
        if let node = try keywords.schema("not", self, place) { rules.append(.not(node)) }
        let then = try keywords.schema("then", self, place)
        let otherwise = try keywords.schema("else", self, place)
        if let test = try keywords.schema("if", self, place) {
            rules.append(.condition(test, then: then, else: otherwise))
        }
        if let named = try keywords.named("dependentSchemas", self, place) {
            rules.append(.dependentSchemas(named))
        }
        return rules
    }

    private func members(_ keywords: Keywords, _ place: Place) throws(SchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        let properties = try keywords.named("properties", self, place)
        let patterns = try keywords.named("patternProperties", self, place)
        let additional = try keywords.schema("additionalProperties", self, place)
        if properties != nil || patterns != nil || additional != nil {
            var compiled: [(Pattern, Int)] = []
            for (name, node) in patterns ?? [] { compiled.append((try keywords.pattern(name), node)) }
            let named = Dictionary((properties ?? []).map { ($0.name, $0.node) }) { first, _ in first }
            rules.append(.members(properties: named, patterns: compiled, additional: additional))
        }
        if let node = try keywords.schema("propertyNames", self, place) { rules.append(.propertyNames(node)) }
        return rules
    }

    private func elements(_ keywords: Keywords, _ place: Place) throws(SchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        let prefix = try keywords.list("prefixItems", self, place)
        let rest = try keywords.schema("items", self, place)
        if prefix != nil || rest != nil { rules.append(.elements(prefix: prefix ?? [], rest: rest)) }
        let least = try keywords.count("minContains")
        let most = try keywords.count("maxContains")
        if let node = try keywords.schema("contains", self, place) {
            rules.append(.contains(node, least: least ?? 1, most: most))
        }
        return rules
    }

    private func assertions(_ keywords: Keywords) throws(SchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let value = keywords.members["type"] {
            let names = value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? []
            let types = Set(names.compactMap(SchemaType.init))
            guard !types.isEmpty, types.count == value.array?.count ?? 1 else {
                throw keywords.malformed("type")
            }
            rules.append(.type(types))
        }
        if let value = keywords.members["enum"] {
            guard let values = value.array else { throw keywords.malformed("enum") }
            rules.append(.oneValue(Set(values), isConstant: false))
        }
        if let value = keywords.members["const"] { rules.append(.oneValue([value], isConstant: true)) }
        if let divisor = try keywords.number("multipleOf") {
            guard divisor > 0 else { throw keywords.malformed("multipleOf") }
            rules.append(.multipleOf(divisor))
        }
        for (keyword, code) in SchemaViolation.Code.bounds {
            if let bound = try keywords.number(keyword) { rules.append(.bound(code, bound)) }
        }
        for (keyword, code) in SchemaViolation.Code.sizes {
            if let size = try keywords.count(keyword) { rules.append(.size(code, size)) }
        }
        if let text = try keywords.string("pattern") { rules.append(.pattern(try keywords.pattern(text))) }
        if try keywords.flag("uniqueItems") == true { rules.append(.uniqueItems) }
        if let names = try keywords.strings("required") { rules.append(.required(names)) }
        if let value = keywords.members["dependentRequired"] {
            guard let object = value.object else { throw keywords.malformed("dependentRequired") }
            var dependents: [(name: String, wanted: [String])] = []
            for (name, value) in object.members {
                guard let names = value.array?.compactMap(\.string), names.count == value.array?.count else {
                    throw keywords.malformed("dependentRequired")
                }
                dependents.append((name, names))
            }
            rules.append(.dependentRequired(dependents))
        }
        return rules
    }

    private func format(_ keywords: Keywords) throws(SchemaError) -> [SchemaRule] {
        guard let name = try keywords.string("format") else { return [] }
        if let format = Format(rawValue: name) { return [.format(format)] }
        guard !options.refusesUnknownKeywords else {
            throw SchemaError(.unknownFormat, schema: keywords.schema, ["format": name])
        }
        return []
    }

    /// Checks the keywords that assert nothing.
    private func annotations(_ keywords: Keywords) throws(SchemaError) {
        for keyword in [
            "$schema", "$comment", "title", "description", "format", "contentEncoding", "contentMediaType",
        ] {
            _ = try keywords.string(keyword)
        }
        for keyword in ["deprecated", "readOnly", "writeOnly"] { _ = try keywords.flag(keyword) }
        if let examples = keywords.members["examples"], examples.array == nil {
            throw keywords.malformed("examples")
        }
        for keyword in ["$defs", "$vocabulary"] {
            if let value = keywords.members[keyword], value.object == nil {
                throw keywords.malformed(keyword)
            }
        }
    }
}

extension SchemaViolation.Code {
    static let bounds: [(keyword: String, code: SchemaViolation.Code)] = [
        ("maximum", .maximum), ("exclusiveMaximum", .exclusiveMaximum), ("minimum", .minimum),
        ("exclusiveMinimum", .exclusiveMinimum),
    ]
    static let sizes: [(keyword: String, code: SchemaViolation.Code)] = [
        ("maxLength", .maxLength), ("minLength", .minLength), ("maxItems", .maxItems),
        ("minItems", .minItems),
        ("maxProperties", .maxProperties), ("minProperties", .minProperties),
    ]
}

/// The keywords of one schema, each read as the type it must have.
struct Keywords {
    let schema: String
    // Searched one by one: of dozens of keywords, a schema has a few.
    var members = JSONObject()

    init(schema: String) {
        self.schema = schema
    }

    func malformed(_ keyword: String) -> SchemaError {
        SchemaError(.malformed, schema: schema, ["keyword": keyword])
    }

    private func value<Value>(_ keyword: String, _ read: (JSONValue) -> Value?) throws(SchemaError) -> Value?
    {
        guard let value = members[keyword] else { return nil }
        guard let value = read(value) else { throw malformed(keyword) }
        return value
    }

    func string(_ keyword: String) throws(SchemaError) -> String? { try value(keyword, \.string) }
    func number(_ keyword: String) throws(SchemaError) -> Double? { try value(keyword, \.number) }
    func flag(_ keyword: String) throws(SchemaError) -> Bool? { try value(keyword, \.bool) }
    func count(_ keyword: String) throws(SchemaError) -> Int? {
        try value(keyword) { $0.integer.flatMap { $0 >= 0 ? $0 : nil } }
    }
    func strings(_ keyword: String) throws(SchemaError) -> [String]? {
        try value(keyword) { value in
            let strings = value.array?.compactMap(\.string)
            return strings?.count == value.array?.count ? strings : nil
        }
    }

    func schema(_ keyword: String, _ compiler: SchemaCompiler, _ place: SchemaCompiler.Place)
        throws(SchemaError) -> Int?
    {
        guard members[keyword] != nil else { return nil }
        guard let node = compiler.place(place, keyword) else { throw malformed(keyword) }
        return node
    }

    func list(_ keyword: String, _ compiler: SchemaCompiler, _ place: SchemaCompiler.Place)
        throws(SchemaError) -> [Int]?
    {
        guard let value = members[keyword] else { return nil }
        guard let array = value.array, !array.isEmpty else { throw malformed(keyword) }
        return array.indices.compactMap { compiler.place(place, keyword, String($0)) }
    }

    func named(_ keyword: String, _ compiler: SchemaCompiler, _ place: SchemaCompiler.Place)
        throws(SchemaError) -> [(name: String, node: Int)]?
    {
        guard let value = members[keyword] else { return nil }
        guard let object = value.object else { throw malformed(keyword) }
        return object.names.compactMap { name in compiler.place(place, keyword, name).map { (name, $0) } }
    }

    func pattern(_ text: String) throws(SchemaError) -> Pattern {
        do throws(PatternError) {
            return try Pattern(text)
        } catch {
            switch error {
            case .malformed: throw SchemaError(.malformedPattern, schema: schema, ["pattern": text])
            case .unsupported(let what):
                throw SchemaError(.unsupportedPattern, schema: schema, ["pattern": text, "construct": what])
            case .tooLarge: throw SchemaError(.patternTooLarge, schema: schema, ["pattern": text])
            }
        }
    }
}
