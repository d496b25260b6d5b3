// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Testing
import TransparencyLog

@Suite struct LogErrorTests {
    @Test(arguments: LogError.Code.allCases)
    func `every code has its sentence`(code: LogError.Code) {
        #expect(Catalogue.contains(domain: LogError.domain, code: code.rawValue))
    }
}
