// SPDX-License-Identifier: Apache-2.0

import Dossiers
import Files
import JSONSchema
import Testing

@Suite struct FormatPageTests {
    @Test func `each kind has its page, and the page names each of its fields`() throws {
        for kind in DocumentCatalog.shared.kinds {
            let path = ExampleDossier.package + "/docs/formats/\(kind.rawValue).md"
            let page = String(decoding: try Folder.read(path, limit: 1 << 20), as: UTF8.self)
            let source = try #require(DocumentCatalog.shared.source(of: kind))
            for name in source["properties"]?.object?.names ?? [] {
                #expect(page.contains("`\(name)`"), "\(kind.rawValue) \(name)")
            }
        }
    }
}
