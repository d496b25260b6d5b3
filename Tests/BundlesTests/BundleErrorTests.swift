// SPDX-License-Identifier: Apache-2.0

import Bundles
import Catalogue
import Testing

@Suite struct BundleErrorTests {
    @Test(arguments: BundleError.Code.allCases)
    func `every code has its sentence`(code: BundleError.Code) {
        #expect(Catalogue.contains(domain: BundleError.domain, code: code.rawValue))
    }
}
