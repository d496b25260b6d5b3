// SPDX-License-Identifier: Apache-2.0

/// Compiles schemas in two passes: the first finds every schema, identifier and anchor, the second turns each schema
/// into a node.
struct SchemaCompiler {
    /// A schema in its document; its number is that of its node.
    struct Place {
        let value: JSONValue
        let document: Int
        let pointer: JSONPointer
        let resource: Int
    }

    /// A schema with a URI of its own (core §4.3.5).
    struct Resource {
        let uri: URIReference
        let root: Int
        let rootPointer: JSONPointer
        var anchors: [String: Int] = [:]
        var dynamicAnchors: [String: Int] = [:]
        var vocabularies: Set<Vocabulary>?
        let parent: Int?
    }

    private struct Key: Hashable {
        let document: Int
        let pointer: JSONPointer
    }

    let options: SchemaOptions
    private var documents: [JSONValue] = []
    private(set) var places: [Place] = []
    private(set) var resources: [Resource] = []
    private var resourcesByURI: [String: Int] = [:]
    private var placesByKey: [Key: Int] = [:]
    /// Schemas nested deeper than this are refused.
    private static let maximumDepth = 128

    init(options: SchemaOptions) {
        self.options = options
    }

    // MARK: First pass

    mutating func load(_ schema: JSONValue, at uri: String) throws(SchemaError) {
        documents.append(schema)
        let base = URIReference(uri).withoutFragment
        try walk(schema, documents.count - 1, [], base: base, resource: nil)
    }

    /// Registers the schema at `pointer` and those in it.
    private mutating func walk(
        _ value: JSONValue,
        _ document: Int,
        _ pointer: JSONPointer,
        base: URIReference,
        resource: Int?
    ) throws(SchemaError) {
        // Needed for errors alone, and dear.
        func name() -> String { "\(base)#\(pointer)" }
        guard pointer.tokens.count <= Self.maximumDepth else { throw SchemaError(.tooDeep, schema: name()) }
        let number = places.count
        var resource = resource
        var base = base
        if resource == nil {
            resource = resources.count
            resources.append(Resource(uri: base, root: number, rootPointer: pointer, parent: nil))
            try self.name(resources.count - 1, base)
        }
        if let id = value["$id"] {
            guard let id = id.string else {
                throw SchemaError(.malformed, schema: name(), ["keyword": "$id"])
            }
            let reference = URIReference(id).resolved(against: base)
            guard (reference.fragment ?? "").isEmpty else {
                throw SchemaError(.malformed, schema: name(), ["keyword": "$id"])
            }
            let uri = reference.withoutFragment
            if uri != base {
                base = uri
                if pointer.tokens.isEmpty {
                    // The root's own name; the one it was loaded under stays good.
                    let old = resources[resources.count - 1]
                    resources[resources.count - 1] = Resource(
                        uri: uri,
                        root: old.root,
                        rootPointer: old.rootPointer,
                        parent: nil
                    )
                } else {
                    resources.append(Resource(uri: uri, root: number, rootPointer: pointer, parent: resource))
                    resource = resources.count - 1
                }
                try self.name(resources.count - 1, uri)
            }
        }
        guard let resource else { return }
        places.append(Place(value: value, document: document, pointer: pointer, resource: resource))
        placesByKey[Key(document: document, pointer: pointer)] = number
        guard let object = value.object else { return }
        try anchor(object, number, resource, name)
        for (keyword, value) in object.members {
            let inner = pointer.appending(keyword)
            switch Vocabulary.subschemas[keyword] {
            case .one?:
                try walk(value, document, inner, base: base, resource: resource)
            case .list?:
                for (index, value) in (value.array ?? []).enumerated() {
                    try walk(value, document, inner.appending(index), base: base, resource: resource)
                }
            case .named?:
                for (name, value) in value.object?.members ?? [] {
                    try walk(value, document, inner.appending(name), base: base, resource: resource)
                }
            case nil: break
            }
        }
    }

    private mutating func name(_ resource: Int, _ uri: URIReference) throws(SchemaError) {
        let uri = uri.description
        guard resourcesByURI.updateValue(resource, forKey: uri) == nil else {
            throw SchemaError(.duplicateIdentifier, schema: uri, ["name": uri])
        }
    }

    private mutating func anchor(
        _ object: JSONObject,
        _ number: Int,
        _ resource: Int,
        _ schema: () -> String
    ) throws(SchemaError) {
        for keyword in ["$anchor", "$dynamicAnchor"] {
            guard let value = object[keyword] else { continue }
            guard let anchor = value.string, Self.isAnchor(anchor) else {
                throw SchemaError(.malformed, schema: schema(), ["keyword": keyword])
            }
            if let other = resources[resource].anchors.updateValue(number, forKey: anchor), other != number {
                throw SchemaError(.duplicateIdentifier, schema: schema(), ["name": anchor])
            }
            if keyword == "$dynamicAnchor" { resources[resource].dynamicAnchors[anchor] = number }
        }
    }

    /// Core §8.2.2: a letter or underscore, then letters, digits, `-`, `_` and `.`.
    private static func isAnchor(_ text: String) -> Bool {
        guard let first = text.utf8.first, first == 0x5F || 0x41...0x5A ~= first & 0xDF else { return false }
        return text.utf8.allSatisfy {
            0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 & 0xDF || $0 == 0x5F || $0 == 0x2D || $0 == 0x2E
        }
    }

    // MARK: Second pass

    /// The name of a place: its resource's URI and the pointer from there.
    func location(_ place: Place) -> String {
        let resource = resources[place.resource]
        let inner = JSONPointer(Array(place.pointer.tokens.dropFirst(resource.rootPointer.tokens.count)))
        return "\(resource.uri)#\(inner)"
    }

    /// Compiles everything that was loaded, or only what can be reached from the document `root`.
    mutating func compile(root: String?) throws(SchemaError) -> SchemaProgram {
        let nodes: [SchemaNode]
        if let root = root.flatMap({ resourcesByURI[$0] }) {
            nodes = try reachableNodes(from: resources[root].root)
        } else {
            nodes = try allNodes()
        }
        if let node = Self.nodeOnLoop(nodes) {
            throw SchemaError(.endlessReference, schema: nodes[node].location)
        }
        return SchemaProgram(nodes: nodes, dynamicAnchors: resources.map(\.dynamicAnchors))
    }

    private mutating func allNodes() throws(SchemaError) -> [SchemaNode] {
        var nodes: [SchemaNode] = []
        // References may bring further places along.
        while nodes.count < places.count { nodes.append(try node(nodes.count)) }
        return nodes
    }

    /// The nodes that a validation from `root` can come to; the others are there by number and match nothing.
    private mutating func reachableNodes(from root: Int) throws(SchemaError) -> [SchemaNode] {
        var compiled: [Int: SchemaNode] = [:]
        var open = [root]
        while !open.isEmpty {
            while let next = open.popLast() {
                guard compiled[next] == nil else { continue }
                let node = try node(next)
                compiled[next] = node
                open += node.rules.flatMap(\.nodes)
            }
            // A dynamic reference may lead to any anchor of its name.
            open = resources.flatMap { $0.dynamicAnchors.values }.filter { compiled[$0] == nil }
        }
        return places.indices.map { number in
            compiled[number]
                ?? SchemaNode(resource: places[number].resource, location: "", isFalse: true)
        }
    }

    /// The nodes by the names that documents, embedded resources and anchors have.
    var roots: [String: Int] {
        var roots: [String: Int] = [:]
        for (uri, number) in resourcesByURI {
            roots[uri] = resources[number].root
            for (anchor, place) in resources[number].anchors { roots["\(uri)#\(anchor)"] = place }
        }
        return roots
    }

    /// The place of a schema that stands inside another one.
    func place(_ owner: Place, _ tokens: String...) -> Int? {
        placesByKey[Key(document: owner.document, pointer: JSONPointer(owner.pointer.tokens + tokens))]
    }

    /// The place that a reference in `owner` leads to.
    mutating func resolve(_ reference: String, from owner: Place) throws(SchemaError) -> Int {
        let target = URIReference(reference).resolved(against: resources[owner.resource].uri)
        guard let fragment = target.decodedFragment,
            let resource = try resource(target.withoutFragment.description)
        else { throw failure(reference, owner) }
        if fragment.isEmpty { return resources[resource].root }
        if !fragment.hasPrefix("/") {
            guard let place = resources[resource].anchors[fragment] else { throw failure(reference, owner) }
            return place
        }
        guard let pointer = JSONPointer(parsing: fragment) else { throw failure(reference, owner) }
        let root = places[resources[resource].root]
        let key = Key(
            document: root.document,
            pointer: JSONPointer(resources[resource].rootPointer.tokens + pointer.tokens)
        )
        if let place = placesByKey[key] { return place }
        // Not where a schema is known to stand: taken for one only where unknown keywords are tolerated.
        guard !options.refusesUnknownKeywords, let value = documents[key.document][key.pointer] else {
            throw failure(reference, owner)
        }
        let place = places.count
        try walk(value, key.document, key.pointer, base: resources[resource].uri, resource: resource)
        return place
    }

    private func failure(_ reference: String, _ owner: Place) -> SchemaError {
        SchemaError(.unresolvedReference, schema: location(owner), ["reference": reference])
    }

    private mutating func resource(_ uri: String) throws(SchemaError) -> Int? {
        if let resource = resourcesByURI[uri] { return resource }
        guard let schema = MetaSchemas.schema(uri) else { return nil }
        try load(schema, at: uri)
        return resourcesByURI[uri]
    }

    /// The vocabularies that a resource's schemas use: those of its `$schema`, or of the resource around it.
    mutating func vocabularies(_ number: Int) throws(SchemaError) -> Set<Vocabulary> {
        if let known = resources[number].vocabularies { return known }
        let resource = resources[number]
        var vocabularies = Vocabulary.standard
        if let dialect = places[resource.root].value["$schema"] {
            let failure = SchemaError(
                .unsupportedDialect,
                schema: resource.uri.description,
                ["dialect": dialect.string ?? ""]
            )
            guard let uri = dialect.string else { throw failure }
            if uri != Vocabulary.dialect {
                guard let meta = try self.resource(uri) else { throw failure }
                if let wanted = places[resources[meta].root].value["$vocabulary"]?.object {
                    vocabularies = [.core]
                    for (uri, isRequired) in wanted.members {
                        if let vocabulary = Vocabulary(uri: uri) {
                            vocabularies.insert(vocabulary)
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

    /// A node that comes back to itself without going into the value, so that no validation of it would end.
    private static func nodeOnLoop(_ nodes: [SchemaNode]) -> Int? {
        enum State { case new, open, done }
        var states = [State](repeating: .new, count: nodes.count)
        for start in nodes.indices where states[start] == .new {
            var path = [(node: start, next: nodes[start].rules.flatMap(\.nodesInPlace)[...])]
            states[start] = .open
            while let last = path.last {
                guard let next = last.next.first else {
                    states[last.node] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next.removeFirst()
                switch states[next] {
                case .open: return next
                case .done: break
                case .new:
                    states[next] = .open
                    path.append((next, nodes[next].rules.flatMap(\.nodesInPlace)[...]))
                }
            }
        }
        return nil
    }
}
