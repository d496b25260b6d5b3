// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Testing

/// Papers in Zawgyi are turned into Unicode before they are signed, and their originals kept.
@Suite struct DossierConvertTests {
    @Test func `a paper in Zawgyi becomes Unicode, its original stays, and the others are untouched`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let zawgyi = "{\"name\": \"ေဒၚခင္မာလြင္\", \"notes\": \"ကေလးသည္ မိခင္ႏွင့္ ေဝးကြာေနသည္။\"}\n"
            let unicode = "{\"name\": \"ဒေါ်ခင်မာလွင်\"}\n"
            try Folder.write(Array(zawgyi.utf8), to: folder + "/identity.json")
            try Folder.write(Array(unicode.utf8), to: folder + "/risk.json")
            let desk = Desk(home: folder + "/none")
            let ran = try await desk.done("dossier", "convert", folder)
            ran.expectSentences()
            #expect(ran.output.contains("identity.json") && !ran.output.contains("risk.json"))
            func text(_ name: String) throws -> String {
                String(decoding: try Folder.read(folder + "/" + name, limit: 1 << 20), as: UTF8.self)
            }
            #expect(try text("identity.json").contains("ကလေးသည် မိခင်နှင့် ဝေးကွာနေသည်။"))
            #expect(try text(".identity.json.zawgyi") == zawgyi)
            #expect(try text("risk.json") == unicode)
            let again = try await desk.done("dossier", "convert", folder)
            #expect(!again.output.contains("identity.json"))
        }
    }
}
