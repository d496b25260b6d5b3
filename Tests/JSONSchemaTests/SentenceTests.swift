// SPDX-License-Identifier: Apache-2.0

import Files
import JSONSchema
import Octets
import Testing

@Suite struct SentenceTests {
    private func sentences(_ domain: String) throws -> JSONObject {
        let root = Folder.split(Folder.split(Folder.split(#filePath).folder).folder).folder
        let path = Folder.join(root, "Sources/Catalogue/Messages/\(domain).json")
        return try #require(JSON.parse(FileSource(path).readAll(limit: Limits.document)).object)
    }

    @Test(arguments: [
        (JSONError.domain, JSONError.Code.allCases.map(\.rawValue)),
        (
            SchemaError.domain,
            SchemaError.Code.allCases.map(\.rawValue) + SchemaViolation.Code.allCases.map(\.rawValue)
        ),
    ])
    func `every code has its sentence in three languages, and no sentence is left over`(
        _ domain: String,
        _ codes: [String]
    ) throws {
        let sentences = try sentences(domain)
        #expect(Set(sentences.names) == Set(codes))
        let placeholder = try Pattern("[{]{2}|[}]{2}")
        for (name, entry) in sentences.members {
            for language in ["en", "th", "my"] {
                let text = entry[language]?.string ?? ""
                #expect(!text.isEmpty && !placeholder.matches(text), "\(name) \(language)")
            }
        }
    }
}
