// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Offices
import Testing

@Suite struct OfficeErrorTests {
    @Test(arguments: OfficeError.Code.allCases)
    func `every code has its sentence`(code: OfficeError.Code) {
        #expect(Catalogue.contains(domain: OfficeError.domain, code: code.rawValue))
    }
}
