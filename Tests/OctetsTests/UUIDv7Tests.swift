// SPDX-License-Identifier: Apache-2.0

import Octets
import Testing

@Suite struct UUIDv7Tests {
    /// RFC 9562 appendix A.6.
    @Test func `the RFC's example is read, its neighbours are not`() {
        #expect(UUIDv7("017f22e2-79b0-7cc3-98c4-dc0c0c07398f") != nil)
        for text in [
            "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
            "017f22e2-79b0-7cc3-c8c4-dc0c0c07398f", "017f22e279b07cc398c4dc0c0c07398f", "",
        ] {
            #expect(UUIDv7(text) == nil)
        }
    }

    @Test func `fresh identifiers carry their moment and differ`() throws {
        var generator = SystemRandomNumberGenerator()
        let moment = try #require(Timestamp("2022-02-22T19:22:22Z"))
        let made = (0..<100).map { _ in UUIDv7(at: moment, using: &generator).description }
        #expect(Set(made).count == 100)
        for text in made {
            #expect(text.hasPrefix("017f22e2-79b0-7"))
            #expect(UUIDv7(text)?.description == text)
        }
    }
}
