// SPDX-License-Identifier: Apache-2.0

import Files
import JSONSchema
import Octets
import Testing

/// One file of the JSON Schema Test Suite.
struct SuiteCase: CustomTestStringConvertible, Sendable {
    /// Below `Suite/tests/draft2020-12`, without the extension.
    let name: String
    let groups: JSONValue
    var testDescription: String { name }

    static let root = Folder.join(Folder.split(#filePath).folder, "Suite")

    static func required() throws -> [SuiteCase] { try cases("") }
    static func optional() throws -> [SuiteCase] { try cases("optional/") }
    static func formats() throws -> [SuiteCase] { try cases("optional/format/") }

    private static func cases(_ folder: String) throws -> [SuiteCase] {
        let path = Folder.join(root, "tests/draft2020-12/" + folder)
        return try Folder.names(in: path).filter { $0.hasSuffix(".json") }.map { file in
            SuiteCase(name: folder + file.dropLast(5), groups: try read(Folder.join(path, file)))
        }
    }

    /// The documents that the suite expects at `http://localhost:1234/`.
    static let remotes: [(uri: String, schema: JSONValue)] = {
        var found: [(String, JSONValue)] = []
        func collect(_ path: String) throws {
            for name in try Folder.names(in: Folder.join(root, "remotes/" + path)) {
                let inner = Folder.join(path, name)
                if name.hasSuffix(".json") {
                    found.append(
                        ("http://localhost:1234/" + inner, try read(Folder.join(root, "remotes/" + inner)))
                    )
                } else {
                    try collect(inner)
                }
            }
        }
        try? collect("")
        return found
    }()

    private static func read(_ path: String) throws -> JSONValue {
        try JSON.parse(FileSource(path).readAll(limit: 1 << 20), as: .plain)
    }

    /// Runs every test, and returns those that went wrong as `group / test`, with the reason.
    func run(options: SchemaOptions) -> [String] {
        var failures: [String] = []
        for group in groups.array ?? [] {
            let title = group["description"]?.string ?? ""
            guard let document = group["schema"] else { continue }
            do {
                let uri = "https://suite.example/schema"
                let schema = try SchemaSet([(uri, document)] + Self.remotes, options: options).schema(uri)
                for test in group["tests"]?.array ?? [] {
                    guard let data = test["data"], let expected = test["valid"]?.bool else { continue }
                    let validation = schema.validate(data)
                    let name = "\(title) / \(test["description"]?.string ?? "")"
                    if schema.isValid(data) != expected || validation.isValid != expected {
                        failures.append("\(name): \(validation.basicOutput.text())")
                    }
                }
            } catch {
                failures.append("\(title): \(error)")
            }
        }
        return failures
    }
}
