// SPDX-License-Identifier: Apache-2.0

/// Compiles schemas: finds them in their documents, with their identifiers and anchors, and turns each into a node.
///
/// What stands in a schema is looked for when that schema is compiled, so that a large document of definitions costs
/// what is used of it. A document that gives names to its inner schemas is searched whole, for a name may be anywhere.
struct SchemaCompiler {
    /// A schema in its document; its number is that of its node.
    struct Place {
        let value: JSONValue
        let document: Int
        let parent: Int?
        /// The way from the parent; from the document's root where there is none.
        let tokens: [String]
        let depth: Int
        let resource: Int
        /// The schemas directly in this one, by their numbers; nil until they are looked for.
        var children: Range<Int>?
    }

    /// A schema with a URI of its own (core §4.3.5).
    struct Resource {
        let uri: URIReference
        let name: String
        let root: Int
        var anchors: [String: Int] = [:]
        var dynamicAnchors: [String: Int] = [:]
        /// Where references in it were found to lead: many are written often.
        var targets: [String: Int] = [:]
        var vocabularies: Vocabularies?
        let parent: Int?

        init(uri: URIReference, root: Int, parent: Int?) {
            self.uri = uri
            name = uri.description
            self.root = root
            self.parent = parent
        }
    }

    private struct Key: Hashable {
        let document: Int
        let pointer: JSONPointer
    }

    let options: SchemaOptions
    var rules: [SchemaRule] = []
    var tables = SchemaTables()
    private var documents: [JSONValue] = []
    private(set) var places: [Place] = []
    private(set) var resources: [Resource] = []
    private var resourcesByURI: [String: Int] = [:]
    /// Schemas that stand where none is known to, found by a reference.
    private var strays: [Key: Int] = [:]
    private var namedDocuments: Set<Int> = []
    /// The schemas that were compiled, by their numbers.
    private var nodes: [SchemaNode?] = []
    /// Schemas nested deeper than this are refused.
    private static let maximumDepth = 128

    init(options: SchemaOptions) {
        self.options = options
    }

    // MARK: Places

    mutating func load(_ schema: JSONValue, at uri: String) throws(SchemaError) {
        let document = documents.count
        documents.append(schema)
        if Self.namesInnerSchemas(schema, isRoot: true) { namedDocuments.insert(document) }
        let place = try add(schema, document, parent: nil, [], base: URIReference(uri).withoutFragment)
        if namedDocuments.contains(document) { try expandAll(place) }
    }

    /// Tells whether some object below the root has a member that may give a schema a name.
    private static func namesInnerSchemas(_ value: JSONValue, isRoot: Bool = false) -> Bool {
        switch value {
        case .object(let object):
            object.members.contains { member in
                (member.name.utf8.first == UInt8(ascii: "$")
                    && (["$anchor", "$dynamicAnchor"].contains(member.name)
                        || (member.name == "$id" && !isRoot)))
                    || namesInnerSchemas(member.value)
            }
        case .array(let array): array.contains { namesInnerSchemas($0) }
        default: false
        }
    }

    /// Registers one schema; `base` is the URI of a document's root, and nil for the schemas in it.
    private mutating func add(
        _ value: JSONValue,
        _ document: Int,
        parent: Int?,
        _ tokens: [String],
        base: URIReference? = nil,
        resource known: Int? = nil
    ) throws(SchemaError) -> Int {
        let number = places.count
        let depth = (parent.map { places[$0].depth } ?? 0) + tokens.count
        var resource = known ?? resources.count
        if let base {
            resources.append(Resource(uri: base, root: number, parent: nil))
            try self.name(resource, base)
        }
        let outer = resources[resource].uri
        guard depth <= Self.maximumDepth else {
            throw SchemaError(.tooDeep, schema: name(parent, tokens, outer))
        }
        if let id = value["$id"] {
            guard let id = id.string else {
                throw SchemaError(.malformed, schema: name(parent, tokens, outer), ["keyword": "$id"])
            }
            let reference = URIReference(id).resolved(against: outer)
            guard (reference.fragment ?? "").isEmpty else {
                throw SchemaError(.malformed, schema: name(parent, tokens, outer), ["keyword": "$id"])
            }
            let uri = reference.withoutFragment
            if uri != outer {
                if base != nil {
                    // The root's own name; the one it was loaded under stays good.
                    resources[resource] = Resource(uri: uri, root: number, parent: nil)
                } else {
                    resources.append(Resource(uri: uri, root: number, parent: resource))
                    resource = resources.count - 1
                }
                try self.name(resource, uri)
            }
        }
        places.append(
            Place(
                value: value,
                document: document,
                parent: parent,
                tokens: tokens,
                depth: depth,
                resource: resource
            )
        )
        for keyword in ["$anchor", "$dynamicAnchor"] {
            guard let value = value[keyword] else { continue }
            guard let anchor = value.string, Self.isAnchor(anchor) else {
                throw SchemaError(.malformed, schema: location(number), ["keyword": keyword])
            }
            if let other = resources[resource].anchors.updateValue(number, forKey: anchor), other != number {
                throw SchemaError(.duplicateIdentifier, schema: location(number), ["name": anchor])
            }
            if keyword == "$dynamicAnchor" { resources[resource].dynamicAnchors[anchor] = number }
        }
        return number
    }

    /// Registers the schemas directly in a schema, one behind the other, and returns their numbers.
    mutating func expand(_ number: Int) throws(SchemaError) -> Range<Int> {
        if let known = places[number].children { return known }
        let start = places.count
        let place = places[number]
        func add(_ value: JSONValue, _ tokens: [String], _ compiler: inout SchemaCompiler) throws(SchemaError)
        {
            _ = try compiler.add(value, place.document, parent: number, tokens, resource: place.resource)
        }
        for (keyword, value) in place.value.object?.members ?? [] {
            switch Vocabulary.subschemas[keyword] {
            case .one?: try add(value, [keyword], &self)
            case .list?:
                for (index, value) in (value.array ?? []).enumerated() {
                    try add(value, [keyword, String(index)], &self)
                }
            case .named?:
                for (name, value) in value.object?.members ?? [] { try add(value, [keyword, name], &self) }
            case nil: break
            }
        }
        places[number].children = start..<places.count
        return start..<places.count
    }

    private mutating func expandAll(_ number: Int) throws(SchemaError) {
        for child in try expand(number) { try expandAll(child) }
    }

    /// How errors name a schema that is not registered.
    private func name(_ parent: Int?, _ tokens: [String], _ outer: URIReference) -> String {
        "\(outer)#\(JSONPointer((parent.map { pointer($0).tokens } ?? []) + tokens))"
    }

    /// The way to a place from its document's root.
    private func pointer(_ number: Int) -> JSONPointer {
        let outer = places[number].parent.map { pointer($0).tokens } ?? []
        return JSONPointer(outer + places[number].tokens)
    }

    private mutating func name(_ resource: Int, _ uri: URIReference) throws(SchemaError) {
        let uri = uri.description
        guard resourcesByURI.updateValue(resource, forKey: uri) == nil else {
            throw SchemaError(.duplicateIdentifier, schema: uri, ["name": uri])
        }
    }

    /// Core §8.2.2: a letter or underscore, then letters, digits, `-`, `_` and `.`.
    private static func isAnchor(_ text: String) -> Bool {
        guard let first = text.utf8.first, first == 0x5F || 0x41...0x5A ~= first & 0xDF else { return false }
        return text.utf8.allSatisfy {
            0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 & 0xDF || $0 == 0x5F || $0 == 0x2D || $0 == 0x2E
        }
    }

    // MARK: Nodes

    /// The name of a place: its resource's URI and the pointer from there.
    func location(_ number: Int) -> String {
        locations.location(of: number)
    }

    private var locations: SchemaLocations {
        SchemaLocations(
            steps: places.map {
                SchemaLocations.Step(parent: $0.parent, tokens: $0.tokens, resource: $0.resource)
            },
            resources: resources.map { ($0.name, $0.root) }
        )
    }

    /// Compiles what a validation from `root` can come to, or everything that was loaded; what is compiled stays so.
    mutating func compile(from root: Int? = nil) throws(SchemaError) {
        // Kept only when all of it is done.
        var nodes = nodes
        var fresh: [Int] = []
        var open = root.map { [$0] } ?? Array(places.indices.reversed())
        while !open.isEmpty {
            while let next = open.popLast() {
                nodes += repeatElement(nil, count: places.count - nodes.count)
                guard nodes[next] == nil else { continue }
                let node = try node(next)
                nodes[next] = node
                fresh.append(next)
                for rule in rules[node.rules] { open += tables.nodes(of: rule) }
            }
            nodes += repeatElement(nil, count: places.count - nodes.count)
            // A dynamic reference may lead to any anchor of its name.
            let others = root == nil ? Array(places.indices) : resources.flatMap { $0.dynamicAnchors.values }
            open = others.filter { nodes[$0] == nil }
        }
        if let node = nodeOnLoop(nodes, from: fresh) {
            throw SchemaError(.endlessReference, schema: location(node))
        }
        self.nodes = nodes
    }

    /// What was compiled until now.
    var program: SchemaProgram {
        SchemaProgram(
            nodes: nodes,
            rules: rules,
            tables: tables,
            dynamicAnchors: resources.map(\.dynamicAnchors),
            locations: locations
        )
    }

    /// The place that a document, an embedded resource, or an anchor or pointer behind `#` is known by.
    mutating func place(named uri: String) throws(SchemaError) -> Int? {
        let name = URIReference(uri)
        let resource = resourcesByURI[name.withoutFragment.description]
        guard let resource, let fragment = name.decodedFragment else { return nil }
        return try place(fragment, in: resource)
    }

    /// The place that a fragment of a resource's URI names, by schemas alone.
    private mutating func place(_ fragment: String, in resource: Int) throws(SchemaError) -> Int? {
        if fragment.isEmpty { return resources[resource].root }
        if !fragment.hasPrefix("/") { return resources[resource].anchors[fragment] }
        guard let pointer = JSONPointer(parsing: fragment) else { return nil }
        return try find(pointer.tokens[...], from: resources[resource].root)
    }

    /// The place that a reference in the schema `owner` leads to.
    mutating func resolve(_ reference: String, from owner: Int) throws(SchemaError) -> Int {
        let resource = places[owner].resource
        if let known = resources[resource].targets[reference] { return known }
        let place = try place(of: reference, from: owner)
        resources[resource].targets[reference] = place
        return place
    }

    private mutating func place(of reference: String, from owner: Int) throws(SchemaError) -> Int {
        let target = URIReference(reference).resolved(against: resources[places[owner].resource].uri)
        guard let fragment = target.decodedFragment,
            let resource = try resource(target.withoutFragment.description)
        else { throw failure(reference, owner) }
        if let place = try place(fragment, in: resource) { return place }
        guard fragment.hasPrefix("/"), let pointer = JSONPointer(parsing: fragment) else {
            throw failure(reference, owner)
        }
        // Not where a schema is known to stand: taken for one only where unknown keywords are tolerated.
        let root = resources[resource].root
        let document = places[root].document
        let whole = JSONPointer(self.pointer(root).tokens + pointer.tokens)
        guard !options.refusesUnknownKeywords, let value = documents[document][whole] else {
            throw failure(reference, owner)
        }
        for length in (1...whole.tokens.count).reversed() {
            let key = Key(document: document, pointer: JSONPointer(Array(whole.tokens.prefix(length))))
            guard let stray = strays[key] else { continue }
            if let place = try find(whole.tokens.dropFirst(length), from: stray) { return place }
        }
        let stray = try add(value, document, parent: root, pointer.tokens, resource: resource)
        strays[Key(document: document, pointer: whole)] = stray
        try expandAll(stray)
        return stray
    }

    /// The place that `tokens` lead to from a place, by schemas alone.
    private mutating func find(_ tokens: ArraySlice<String>, from place: Int) throws(SchemaError) -> Int? {
        if tokens.isEmpty { return place }
        for child in try expand(place) where tokens.starts(with: places[child].tokens) {
            return try find(tokens.dropFirst(places[child].tokens.count), from: child)
        }
        return nil
    }

    private func failure(_ reference: String, _ owner: Int) -> SchemaError {
        SchemaError(.unresolvedReference, schema: location(owner), ["reference": reference])
    }

    private mutating func resource(_ uri: String) throws(SchemaError) -> Int? {
        if let resource = resourcesByURI[uri] { return resource }
        guard let schema = MetaSchemas.schema(uri) else { return nil }
        try load(schema, at: uri)
        return resourcesByURI[uri]
    }

    /// The vocabularies that a resource's schemas use: those of its `$schema`, or of the resource around it.
    mutating func vocabularies(_ number: Int) throws(SchemaError) -> Vocabularies {
        if let known = resources[number].vocabularies { return known }
        let resource = resources[number]
        var vocabularies = Vocabularies.standard
        if let dialect = places[resource.root].value["$schema"] {
            let failure = SchemaError(
                .unsupportedDialect,
                schema: resource.name,
                ["dialect": dialect.string ?? ""]
            )
            guard let uri = dialect.string else { throw failure }
            if uri != Vocabulary.dialect {
                guard let meta = try self.resource(uri) else { throw failure }
                if let wanted = places[resources[meta].root].value["$vocabulary"]?.object {
                    vocabularies = [.init(.core)]
                    for (uri, isRequired) in wanted.members {
                        if let vocabulary = Vocabulary(uri: uri) {
                            vocabularies.insert(.init(vocabulary))
                        } else if isRequired == true {
                            throw failure
                        }
                    }
                }
            }
        } else if let parent = resource.parent {
            vocabularies = try self.vocabularies(parent)
        }
        resources[number].vocabularies = vocabularies
        return vocabularies
    }
}
