// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Testing

@Suite struct SchemaTests {
    static let person: JSONValue = [
        "$id": "urn:andaman:test:1",
        "type": "object",
        "properties": [
            "name": ["type": "string", "minLength": 1, "maxLength": 3],
            "born": ["$ref": "#/$defs/day"],
            "tags": ["type": "array", "items": ["enum": ["a", "b"]], "uniqueItems": true],
            "way": ["anyOf": [["const": 1], ["type": "string"]]],
        ],
        "required": ["name"],
        "unevaluatedProperties": false,
        "$defs": ["day": ["type": "string", "format": "date"]],
        "x-note": "ours",
    ]

    @Test func `violations name the value and the keyword`() throws {
        let schema = try Schema(Self.person)
        let document: JSONValue = [
            "name": "กขคง", "born": "2026-02-30", "tags": ["a", "c", "a"], "way": 2, "more": 1,
        ]
        let validation = schema.validate(document)
        let found = validation.violations.map { "\($0.code.rawValue) \($0.instance) \($0.keyword)" }
        #expect(
            found == [
                "max-length /name /properties/name/maxLength",
                "format /born /properties/born/$ref/format",
                "unique-items /tags /properties/tags/uniqueItems",
                "enum /tags/1 /properties/tags/items/enum",
                "any-of /way /properties/way/anyOf",
                "unevaluated-properties /more /unevaluatedProperties",
            ]
        )
        #expect(validation.violations[1].absoluteKeyword == "urn:andaman:test:1#/$defs/day/format")
        #expect(validation.violations[4].causes.map(\.code) == [.constant, .type])
        #expect(validation.violations[0].arguments == ["limit": "3", "instance": "/name"])
        #expect(!schema.isValid(document))
        #expect(schema.validate([:]).violations.map(\.code) == [.required])
        #expect(schema.validate(["name": "ก"]).isValid)
        #expect(validation.basicOutput["valid"] == false)
        #expect(validation.basicOutput["errors"]?.array?.count == 8)
    }

    @Test func `a set in which one schema is asked for judges by what it leads to, and by that alone`() throws
    {
        let root: JSONValue = [
            "$id": "urn:test:root",
            "properties": [
                "list": [
                    "prefixItems": [["$ref": "urn:test:shelf#/$defs/a"]], "items": ["$ref": "#/$defs/tree"],
                ],
                "free": ["patternProperties": ["^x": ["type": "string"]], "additionalProperties": false],
            ],
            "propertyNames": ["maxLength": 4],
            "unevaluatedProperties": ["type": "integer"],
            "$defs": [
                "tree": ["$dynamicRef": "#node"], "node": ["$dynamicAnchor": "node", "type": "boolean"],
            ],
        ]
        let shelf: JSONValue = [
            "$id": "urn:test:shelf", "$defs": ["a": ["type": "null"], "b": ["mistyped": 1]],
        ]
        let documents = [(uri: "urn:test:root", schema: root), (uri: "urn:test:shelf", schema: shelf)]
        let set = SchemaSet()
        for document in documents { try set.add(document.schema, at: document.uri) }
        let schema = try set.schema("urn:test:root")
        #expect(schema.isValid(["list": [nil, true], "free": ["x": "1"], "more": 1]))
        for wrong: JSONValue in [
            ["list": [1]], ["list": [nil, 1]], ["free": ["x": 1]], ["free": ["y": "1"]], ["more": true],
            ["longer": 1],
        ] {
            #expect(!schema.isValid(wrong))
        }
        for _ in 0..<2 {
            let error = try #require(throws: SchemaError.self) { try set.schema("urn:test:shelf#/$defs/b") }
            #expect(error.code == .unknownKeyword)
        }
        let error = try #require(throws: SchemaError.self) { try SchemaSet(documents) }
        #expect(error.code == .unknownKeyword)
    }

    @Test func `a schema added later shares what was compiled, and a loop through it is found`() throws {
        let shelf: JSONValue = [
            "$id": "urn:test:shelf",
            "$defs": ["name": ["type": "string"], "open": ["$ref": "urn:test:second#/$defs/back"]],
        ]
        let first: JSONValue = ["$id": "urn:test:first", "items": ["$ref": "urn:test:shelf#/$defs/name"]]
        let second: JSONValue = [
            "$id": "urn:test:second", "additionalProperties": ["$ref": "urn:test:shelf#/$defs/name"],
            "$defs": ["back": ["$ref": "urn:test:shelf#/$defs/open"]],
        ]
        let set = SchemaSet()
        try set.add(shelf, at: "urn:test:shelf")
        try set.add(first, at: "urn:test:first")
        let list = try set.schema("urn:test:first")
        try set.add(second, at: "urn:test:second")
        let object = try set.schema("urn:test:second")
        #expect(list.isValid(["a"]))
        #expect(!list.isValid([1]))
        #expect(object.isValid(["a": "b"]))
        #expect(!object.isValid(["a": 1]))
        #expect(
            object.validate(["a": 1]).violations.map(\.absoluteKeyword) == ["urn:test:shelf#/$defs/name/type"]
        )
        let error = try #require(throws: SchemaError.self) { try set.schema("urn:test:second#/$defs/back") }
        #expect(error.code == .endlessReference)
    }

    @Test func `what an annotation excuses may be missing from a draft, and from nothing else`() throws {
        var options = SchemaOptions.strict
        options.excusedAnnotation = "x-later"
        let schema = try Schema(["required": ["a", "b", "c"], "x-later": ["b"]], options: options)
        #expect(!schema.isValid(["a": 1, "c": 1]))
        #expect(schema.excusing.isValid(["a": 1, "c": 1]))
        #expect(schema.validate([:]).violations.map { $0.arguments["name"] } == ["a", "b", "c"])
        #expect(schema.excusing.validate([:]).violations.map { $0.arguments["name"] } == ["a", "c"])
    }

    @Test func `schemas of one set refer to each other, and to nothing outside`() throws {
        let first: JSONValue = ["$id": "urn:test:a", "$ref": "urn:test:b#n"]
        let second: JSONValue = ["$id": "urn:test:b", "$defs": ["x": ["$anchor": "n", "type": "number"]]]
        let set = try SchemaSet([("urn:test:a", first), ("urn:test:b", second)])
        #expect(try set.schema("urn:test:a").isValid(1))
        #expect(try !set.schema("urn:test:a").isValid("1"))
        #expect(try set.schema("urn:test:b#/$defs/x").isValid(1))
        expect(first, .unresolvedReference)
        #expect(throws: SchemaError.self) { try set.schema("urn:test:c") }
    }

    @Test func `a schema can be held against the meta-schema`() throws {
        let meta = try Schema(["$ref": "https://json-schema.org/draft/2020-12/schema"])
        #expect(meta.isValid(Self.person))
        #expect(!meta.isValid(["type": "strnig"]))
        #expect(!meta.isValid(["properties": ["a": ["minLength": -1]]]))
    }

    private func expect(_ schema: JSONValue, _ code: SchemaError.Code, _ options: SchemaOptions = .strict) {
        let error = #expect(throws: SchemaError.self) { try Schema(schema, options: options) }
        #expect(error?.code == code)
    }

    @Test func `a faulty schema is refused when it is compiled`() {
        expect(["propertys": [:]], .unknownKeyword)
        expect(["$defs": ["a": ["dependencies": [:]]]], .unknownKeyword)
        expect(["format": "data"], .unknownFormat)
        expect(["$ref": "https://example.org/else"], .unresolvedReference)
        expect(["$ref": "#/enum/0", "enum": [[:]]], .unresolvedReference)
        expect(["$schema": "http://json-schema.org/draft-07/schema#"], .unsupportedDialect)
        expect(["pattern": "("], .malformedPattern)
        expect(["pattern": "(?!a)"], .unsupportedPattern, .standard)
        expect(["patternProperties": ["a{100000}": true]], .patternTooLarge)
        expect(["allOf": [["$anchor": "a"], ["$anchor": "a"]]], .duplicateIdentifier)
        expect(["$defs": ["a": ["$id": "urn:x:y"], "b": ["$id": "urn:x:y"]]], .duplicateIdentifier)
        for malformed: JSONValue in [
            1, ["type": "text"], ["type": []], ["minLength": -1], ["minLength": "1"], ["enum": 1],
            ["required": "a"],
            ["required": [1]], ["properties": []], ["items": 1], ["items": [true]], ["allOf": []],
            ["allOf": [1]],
            ["multipleOf": 0], ["pattern": 1], ["$id": "#a"], ["$anchor": "1"], ["$ref": 1], ["$defs": 1],
            ["uniqueItems": 1], ["dependentRequired": ["a": "b"]], ["title": 1], ["deprecated": 1],
            ["not": "x"],
        ] {
            expect(malformed, .malformed, .standard)
        }
    }

    @Test func `multiples are exact in decimals`() throws {
        #expect(try Schema(["multipleOf": 0.1]).isValid(0.3))
        #expect(try Schema(["multipleOf": 0.01]).isValid(19.99))
        #expect(try !Schema(["multipleOf": 0.02]).isValid(19.99))
        #expect(try Schema(["multipleOf": 7]).isValid(7e14))
    }
}

/// THREATS 21: what a hostile schema or document could make endless.
@Suite(.timeLimit(.minutes(20))) struct HostileSchemaTests {
    @Test func `references in a circle are refused`() {
        for schema: JSONValue in [
            ["$ref": "#"], ["allOf": [["anyOf": [["$ref": "#"]]]]], ["not": ["$ref": "#"]],
            [
                "$defs": ["a": ["$ref": "#/$defs/b"], "b": ["if": ["$ref": "#/$defs/a"]]],
                "$ref": "#/$defs/a",
            ],
        ] {
            let error = #expect(throws: SchemaError.self) { try Schema(schema, options: .standard) }
            #expect(error?.code == .endlessReference)
        }
    }

    @Test func `a dynamic circle ends`() throws {
        let schema = try Schema(
            ["$dynamicAnchor": "a", "$defs": ["b": ["$dynamicRef": "#a"]], "allOf": [["$dynamicRef": "#a"]]],
            options: .standard
        )
        #expect(schema.validate(1).violations.map(\.code) == [.effort])
    }

    @Test func `references that double at each step end`() throws {
        var definitions = JSONObject()
        for step in 0..<60 {
            let next: JSONValue = ["$ref": .string("#/$defs/s\(step + 1)")]
            definitions["s\(step)"] = ["allOf": [next, next]]
        }
        definitions["s60"] = true
        let schema = try Schema(["$defs": .object(definitions), "$ref": "#/$defs/s0"])
        let validation = schema.validate([])
        #expect(validation.violations.map(\.code) == [.effort])
    }

    @Test func `a deep document under a recursive schema ends`() throws {
        let schema = try Schema(["items": ["$ref": "#"], "type": "array"])
        func nest(_ depth: Int) -> JSONValue { (0..<depth).reduce(.array([])) { inner, _ in [inner] } }
        #expect(schema.isValid(nest(30)))
        #expect(schema.validate(nest(1000)).violations.map(\.code) == [.effort])
    }

    @Test func `a large document under a costly schema ends`() throws {
        let numbers = JSONValue.array((0..<100_000).map { .integer($0) })
        let schema = try Schema([
            "anyOf": .array((0..<200).map { ["contains": ["const": .integer(-1 - $0)]] })
        ])
        #expect(schema.validate(numbers).violations.map(\.code) == [.effort])
        let text = JSONValue.string(String(repeating: "a", count: 1 << 20))
        let pattern = try Schema(["pattern": "(a|b|c|ab|ac){200}d"])
        #expect(pattern.validate(text).violations.map(\.code) == [.effort])
    }

    @Test func `violations are not listed without end`() throws {
        let numbers = JSONValue.array((0..<10_000).map { .integer($0) })
        #expect(try Schema(["items": ["type": "string"]]).validate(numbers).violations.count == 100)
    }
}
