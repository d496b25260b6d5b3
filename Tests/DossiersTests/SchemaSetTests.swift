// SPDX-License-Identifier: Apache-2.0

import Dossiers
import Files
import JSONSchema
import Octets
import Schemas
import Testing

/// THREATS 21: documents are judged by one set of schemas, pinned by hash, and by no other.
@Suite struct SchemaSetTests {
    /// The page's table, by file.
    private func pinned() throws -> [String: String] {
        let path = ExampleDossier.package + "/docs/formats/schema-set.md"
        let page = String(decoding: try Folder.read(path, limit: 1 << 20), as: UTF8.self)
        var table: [String: String] = [:]
        for line in page.split(separator: "\n") {
            guard let row = line.wholeMatch(of: /\| `([^`]+)` \| `([0-9a-f]{64})` \|/) else { continue }
            #expect(table.updateValue(String(row.output.2), forKey: String(row.output.1)) == nil)
        }
        return table
    }

    @Test func `what is compiled in is the set that is pinned, to the byte`() throws {
        var compiled: [String: String] = [:]
        for name in EmbeddedSchemas.names where name.hasSuffix(".json") {
            compiled[name] = SHA256Digest(of: try #require(EmbeddedSchemas.file(named: name))).hex
        }
        let pinned = try pinned()
        #expect(pinned.count > 20)
        #expect(compiled == pinned, "after a change that is meant, run Scripts/pin-schemas")
    }

    @Test func `every reference stays inside the set`() throws {
        let names = EmbeddedSchemas.names.filter { $0.hasSuffix(".schema.json") }
        let schemas = try names.map { try JSON.parse(try #require(EmbeddedSchemas.file(named: $0))) }
        let ids = Set(schemas.compactMap { $0["$id"]?.string })
        #expect(ids.count == names.count)
        for (name, schema) in zip(names, schemas) {
            for reference in references(in: schema) where !reference.hasPrefix("#") {
                let target = String(reference.prefix { $0 != "#" })
                #expect(ids.contains(target), "\(name): \(reference)")
            }
        }
    }

    @Test func `a document that names a schema of its own is refused, not judged by it`() throws {
        let identity = try ExampleFolder.document("identity.json", of: .victim)
        for member in ["$schema", "$id", "$ref"] {
            let forged = identity.setting([member], "https://example.org/anything-goes")
            let violations = try #require(
                DocumentCatalog.shared.violations(in: forged, kind: .identity, form: .draft)
            )
            #expect(violations.map(\.instance) == [[member]], "\(member)")
        }
    }

    private func references(in schema: JSONValue) -> [String] {
        switch schema {
        case .object(let object):
            object.members.flatMap { name, value in
                ["$ref", "$dynamicRef"].contains(name)
                    ? [value.string].compactMap(\.self) : references(in: value)
            }
        case .array(let elements): elements.flatMap(references(in:))
        default: []
        }
    }
}
