// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Signatures
import Testing

@Suite struct CatalogueFragmentTests {
    @Test(arguments: SignatureError.Code.allCases)
    func `every code has its sentence`(code: SignatureError.Code) throws {
        let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        let path = Folder.join(root, "Sources/Catalogue/Messages/signature.json")
        let text = String(decoding: try Folder.read(path, limit: 1 << 20), as: UTF8.self)
        #expect(text.contains("\"\(code.rawValue)\": {"))
    }
}
