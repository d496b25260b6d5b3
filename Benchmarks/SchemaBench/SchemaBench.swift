// SPDX-License-Identifier: Apache-2.0

import Dossiers
import Files
import Glibc
import JSONSchema

/// Our side of `Benchmarks/validation.py`: does what each line of standard input says and answers with nanoseconds.
///
///     SchemaBench LIST
///
/// LIST has a line `SCHEMA DOCUMENT...` for each schema: paths without blanks, common definitions first and alone.
@main
struct SchemaBench {
    private struct Paper {
        let bytes: [UInt8]
        let value: JSONValue
        let schema: Schema
    }

    /// The papers of the example `repatriation-of-a-victim`.
    private static let kinds: [DocumentKind] = [
        .referral, .identity, .screening, .consent, .risk, .nationality, .familyTracing, .health, .belongings,
        .manifest, .handoverReceipt,
    ]

    private var common: [UInt8] = []
    private var sources: [[UInt8]] = []
    private var papers: [Paper] = []

    static func main() throws {
        let list = try Folder.read(CommandLine.arguments[1], limit: 1 << 20)
        var bench = SchemaBench()
        for line in String(decoding: list, as: UTF8.self).split(separator: "\n") {
            let paths = line.split(separator: " ").map(String.init)
            let source = try Folder.read(paths[0], limit: 1 << 20)
            if bench.common.isEmpty {
                bench.common = source
                continue
            }
            bench.sources.append(source)
            let schema = try bench.compile(source)
            for path in paths.dropFirst() {
                let bytes = try Folder.read(path, limit: 1 << 20)
                bench.papers.append(Paper(bytes: bytes, value: try JSON.parse(bytes), schema: schema))
            }
        }
        while let line = readLine() {
            let words = line.split(separator: " ")
            guard words.count == 2, let count = Int(words[1]) else { continue }
            print(try bench.run(String(words[0]), count))
            fflush(nil)
        }
    }

    /// Does one kind of work `count` times over all papers and returns the nanoseconds; `judge` the verdicts instead.
    private func run(_ work: String, _ count: Int) throws -> String {
        var isValid = true
        let begin = ContinuousClock.now
        switch work {
        case "judge":
            return papers.map { $0.schema.isValid($0.value) ? "1" : "0" }.joined()
        case "validate":
            for _ in 0..<count {
                for paper in papers { isValid = paper.schema.isValid(paper.value) && isValid }
            }
        case "both":
            for _ in 0..<count {
                for paper in papers { isValid = paper.schema.isValid(try JSON.parse(paper.bytes)) && isValid }
            }
        case "parse":
            for _ in 0..<count { for paper in papers { _ = try JSON.parse(paper.bytes) } }
        case "start":
            // Of a process the first time only: the catalogue keeps what it has read and compiled.
            for kind in Self.kinds {
                isValid = DocumentCatalog.shared.schema(of: kind, form: .draft) != nil && isValid
            }
        case "compile":
            for _ in 0..<count { for source in sources { _ = try compile(source) } }
        default:
            return "0"
        }
        let time = ContinuousClock.now - begin
        let nanoseconds =
            time.components.seconds * 1_000_000_000 + time.components.attoseconds / 1_000_000_000
        return isValid ? String(nanoseconds) : "invalid"
    }

    /// Reads and compiles a schema and the common definitions, as a command does for each kind that it meets.
    private func compile(_ source: [UInt8]) throws -> Schema {
        let schema = try JSON.parse(source, as: .plain)
        let uri = schema["$id"]?.string ?? ""
        let set = SchemaSet()
        try set.add(schema, at: uri)
        try set.add(try JSON.parse(common, as: .plain), at: "urn:andaman:schema:common:1")
        return try set.schema(uri)
    }
}
