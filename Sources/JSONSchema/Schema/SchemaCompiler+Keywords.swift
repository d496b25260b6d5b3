// SPDX-License-Identifier: Apache-2.0

extension SchemaCompiler {
    /// Compiles the schema of that number: every keyword becomes part of a rule, is an annotation, or is an error.
    mutating func node(_ number: Int) throws(SchemaError) -> SchemaNode {
        let place = places[number]
        var node = SchemaNode(number: number, resource: place.resource)
        switch place.value {
        case .bool(let value):
            node.isFalse = !value
            return node
        case .object(let all):
            var keywords = Keywords(owner: number, children: try expand(number))
            let vocabularies = try vocabularies(place.resource)
            for member in all.members {
                // Our own annotations are the most frequent.
                if options.refusesUnknownKeywords, member.name.hasPrefix("x-") { continue }
                if let owners = Vocabulary.of[member.name], !owners.isDisjoint(with: vocabularies) {
                    keywords.members.append(member)
                } else if options.refusesUnknownKeywords {
                    throw SchemaError(.unknownKeyword, schema: location(number), ["keyword": member.name])
                }
            }
            let start = rules.count
            try references(keywords)
            try assertions(keywords)
            if options.assertsFormat || vocabularies.contains(.formatAssertion) { try format(keywords) }
            try inPlace(keywords)
            try members(keywords)
            try elements(keywords)
            try annotations(keywords)
            if let inner = try keywords.schema("unevaluatedItems", self) {
                rules.append(.unevaluatedItems(inner))
                node.looksBack = true
            }
            if let inner = try keywords.schema("unevaluatedProperties", self) {
                rules.append(.unevaluatedProperties(inner))
                node.looksBack = true
            }
            node.rules = start..<rules.count
            return node
        default:
            throw SchemaError(.malformed, schema: location(number), ["keyword": place.tokens.last ?? ""])
        }
    }

    /// Puts a row into a table and returns its number.
    private mutating func row<Row>(_ table: WritableKeyPath<SchemaTables, [Row]>, _ row: Row) -> Int {
        tables[keyPath: table].append(row)
        return tables[keyPath: table].count - 1
    }

    private mutating func references(_ keywords: Keywords) throws(SchemaError) {
        if let reference = try keywords.string("$ref", self) {
            rules.append(.reference(try resolve(reference, from: keywords.owner)))
        }
        if let reference = try keywords.string("$dynamicRef", self) {
            let target = try resolve(reference, from: keywords.owner)
            // Core §8.2.3.2: dynamic only where the reference first leads to a `$dynamicAnchor` of that name.
            if let anchor = URIReference(reference).decodedFragment, !anchor.isEmpty,
                resources[places[target].resource].dynamicAnchors[anchor] == target
            {
                rules.append(.dynamicReference(target, anchor: row(\.names, [anchor])))
            } else {
                rules.append(.reference(target))
            }
        }
    }

    private mutating func inPlace(_ keywords: Keywords) throws(SchemaError) {
        if let nodes = try keywords.list("allOf", self) { rules.append(.allOf(row(\.nodeLists, nodes))) }
        if let nodes = try keywords.list("anyOf", self) { rules.append(.anyOf(row(\.nodeLists, nodes))) }
        if let nodes = try keywords.list("oneOf", self) { rules.append(.oneOf(row(\.nodeLists, nodes))) }
        if let node = try keywords.schema("not", self) { rules.append(.not(node)) }
        let then = try keywords.schema("then", self)
        let otherwise = try keywords.schema("else", self)
        if let test = try keywords.schema("if", self) {
            rules.append(.condition(test, then: then, else: otherwise))
        }
        if let named = try keywords.named("dependentSchemas", self) {
            rules.append(.dependentSchemas(row(\.dependentSchemas, named)))
        }
    }

    private mutating func members(_ keywords: Keywords) throws(SchemaError) {
        let properties = try keywords.named("properties", self)
        let patterns = try keywords.named("patternProperties", self)
        let additional = try keywords.schema("additionalProperties", self)
        if properties != nil || patterns != nil || additional != nil {
            var compiled: [(pattern: Int, node: Int)] = []
            for (name, node) in patterns ?? [] {
                compiled.append((row(\.patterns, try pattern(name, keywords.owner)), node))
            }
            let members = SchemaMembers(properties ?? [], patterns: compiled, additional: additional)
            rules.append(.members(row(\.members, members)))
        }
        if let node = try keywords.schema("propertyNames", self) { rules.append(.propertyNames(node)) }
    }

    private mutating func elements(_ keywords: Keywords) throws(SchemaError) {
        let prefix = try keywords.list("prefixItems", self)
        let rest = try keywords.schema("items", self)
        if prefix != nil || rest != nil {
            rules.append(.elements(prefix: row(\.nodeLists, prefix ?? []), rest: rest))
        }
        let least = try keywords.count("minContains", self)
        let most = try keywords.count("maxContains", self)
        if let node = try keywords.schema("contains", self) {
            rules.append(.contains(node, least: least ?? 1, most: most))
        }
    }

    private mutating func assertions(_ keywords: Keywords) throws(SchemaError) {
        if let value = keywords["type"] {
            let names = value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? []
            let types = names.compactMap(SchemaTypes.init(named:))
            guard !types.isEmpty, types.count == value.array?.count ?? 1,
                types.indices.allSatisfy({ !types[..<$0].contains(types[$0]) })
            else { throw malformed("type", keywords) }
            rules.append(.type(SchemaTypes(types)))
        }
        if let value = keywords["enum"] {
            guard let values = value.array else { throw malformed("enum", keywords) }
            rules.append(.oneValue(row(\.values, SchemaValues(values, isConstant: false))))
        }
        if let value = keywords["const"] {
            rules.append(.oneValue(row(\.values, SchemaValues([value], isConstant: true))))
        }
        if let divisor = try keywords.number("multipleOf", self) {
            guard divisor > 0 else { throw malformed("multipleOf", keywords) }
            rules.append(.multipleOf(divisor))
        }
        for (keyword, code) in SchemaViolation.Code.bounds {
            if let bound = try keywords.number(keyword, self) { rules.append(.bound(code, bound)) }
        }
        for (keyword, code) in SchemaViolation.Code.sizes {
            if let size = try keywords.count(keyword, self) { rules.append(.size(code, size)) }
        }
        if let text = try keywords.string("pattern", self) {
            rules.append(.pattern(row(\.patterns, try pattern(text, keywords.owner))))
        }
        if try keywords.flag("uniqueItems", self) == true { rules.append(.uniqueItems) }
        if let names = try keywords.strings("required", self) {
            let excused = options.excusedAnnotation.flatMap { places[keywords.owner].value[$0]?.array } ?? []
            let all = row(\.names, names)
            let unexcused =
                excused.isEmpty ? all : row(\.names, names.filter { !excused.contains(.string($0)) })
            rules.append(.required(all, unexcused: unexcused))
        }
        if let value = keywords["dependentRequired"] {
            guard let object = value.object else { throw malformed("dependentRequired", keywords) }
            var dependents: [(name: String, wanted: [String])] = []
            for (name, value) in object.members {
                guard let names = value.array?.compactMap(\.string), names.count == value.array?.count else {
                    throw malformed("dependentRequired", keywords)
                }
                dependents.append((name, names))
            }
            rules.append(.dependentRequired(row(\.dependentRequired, dependents)))
        }
    }

    private mutating func format(_ keywords: Keywords) throws(SchemaError) {
        guard let name = try keywords.string("format", self) else { return }
        if let format = Format(rawValue: name) {
            rules.append(.format(format))
        } else if options.refusesUnknownKeywords {
            throw SchemaError(.unknownFormat, schema: location(keywords.owner), ["format": name])
        }
    }

    private func pattern(_ text: String, _ owner: Int) throws(SchemaError) -> Pattern {
        do throws(PatternError) {
            return try Pattern(text)
        } catch {
            let schema = location(owner)
            switch error {
            case .malformed: throw SchemaError(.malformedPattern, schema: schema, ["pattern": text])
            case .unsupported(let what):
                throw SchemaError(.unsupportedPattern, schema: schema, ["pattern": text, "construct": what])
            case .tooLarge: throw SchemaError(.patternTooLarge, schema: schema, ["pattern": text])
            }
        }
    }

    /// Checks the keywords that assert nothing.
    private func annotations(_ keywords: Keywords) throws(SchemaError) {
        for (keyword, value) in keywords.members {
            let isWellFormed =
                switch keyword {
                case "$schema", "$comment", "title", "description", "format", "contentEncoding",
                    "contentMediaType":
                    value.string != nil
                case "deprecated", "readOnly", "writeOnly": value.bool != nil
                case "examples": value.array != nil
                case "$defs", "$vocabulary": value.object != nil
                default: true
                }
            guard isWellFormed else { throw malformed(keyword, keywords) }
        }
    }

    private func malformed(_ keyword: String, _ keywords: Keywords) -> SchemaError {
        keywords.malformed(keyword, self)
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
    /// The schema's number, and those of the schemas in it.
    let owner: Int
    let children: Range<Int>
    // Searched one by one: of dozens of keywords, a schema has a few.
    var members: [JSONObject.Member] = []

    init(owner: Int, children: Range<Int>) {
        self.owner = owner
        self.children = children
    }

    subscript(_ keyword: String) -> JSONValue? {
        for member in members where member.name == keyword { return member.value }
        return nil
    }

    func malformed(_ keyword: String, _ compiler: SchemaCompiler) -> SchemaError {
        SchemaError(.malformed, schema: compiler.location(owner), ["keyword": keyword])
    }

    private func value<Value>(
        _ keyword: String,
        _ compiler: SchemaCompiler,
        _ read: (JSONValue) -> Value?
    ) throws(SchemaError) -> Value? {
        guard let value = self[keyword] else { return nil }
        guard let value = read(value) else { throw malformed(keyword, compiler) }
        return value
    }

    func string(_ keyword: String, _ compiler: SchemaCompiler) throws(SchemaError) -> String? {
        try value(keyword, compiler, \.string)
    }

    func number(_ keyword: String, _ compiler: SchemaCompiler) throws(SchemaError) -> Double? {
        try value(keyword, compiler, \.number)
    }

    func flag(_ keyword: String, _ compiler: SchemaCompiler) throws(SchemaError) -> Bool? {
        try value(keyword, compiler, \.bool)
    }

    func count(_ keyword: String, _ compiler: SchemaCompiler) throws(SchemaError) -> Int? {
        try value(keyword, compiler) { $0.integer.flatMap { $0 >= 0 ? $0 : nil } }
    }

    func strings(_ keyword: String, _ compiler: SchemaCompiler) throws(SchemaError) -> [String]? {
        try value(keyword, compiler) { value in
            let strings = value.array?.compactMap(\.string)
            return strings?.count == value.array?.count ? strings : nil
        }
    }

    func schema(_ keyword: String, _ compiler: SchemaCompiler) throws(SchemaError) -> Int? {
        guard self[keyword] != nil else { return nil }
        return children.first { compiler.places[$0].tokens[0] == keyword }
    }

    func list(_ keyword: String, _ compiler: SchemaCompiler) throws(SchemaError) -> [Int]? {
        guard let value = self[keyword] else { return nil }
        guard let array = value.array, !array.isEmpty else { throw malformed(keyword, compiler) }
        return children.filter { compiler.places[$0].tokens[0] == keyword }
    }

    func named(_ keyword: String, _ compiler: SchemaCompiler) throws(SchemaError) -> [(
        name: String, node: Int
    )]? {
        guard let value = self[keyword] else { return nil }
        guard value.object != nil else { throw malformed(keyword, compiler) }
        return children.filter { compiler.places[$0].tokens[0] == keyword }
            .map { (compiler.places[$0].tokens[1], $0) }
    }
}
