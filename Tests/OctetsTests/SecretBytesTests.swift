// SPDX-License-Identifier: Apache-2.0

import Octets
import Testing

@Suite struct SecretBytesTests {
    @Test func `a secret is not printed`() {
        let secret = SecretBytes(copying: "opensesame")
        var text = ""
        dump(secret, to: &text)
        #expect("\(secret)" == "(secret)")
        #expect(!text.contains("opensesame"))
        #expect(!String(reflecting: secret).contains("opensesame"))
    }

    @Test func `taking bytes over leaves none behind`() {
        var bytes = Array("opensesame".utf8)
        let secret = SecretBytes(taking: &bytes)
        #expect(bytes.isEmpty)
        #expect(secret.count == 10)
    }

    @Test func `secrets are equal by their bytes`() {
        #expect(SecretBytes(copying: "a").isEqual(to: SecretBytes(copying: "a")))
        #expect(!SecretBytes(copying: "a").isEqual(to: SecretBytes(copying: "b")))
        #expect(!SecretBytes(copying: "a").isEqual(to: SecretBytes(copying: "aa")))
    }
}

extension SecretBytes {
    fileprivate convenience init(copying text: String) {
        var bytes = Array(text.utf8)
        self.init(taking: &bytes)
    }
}
