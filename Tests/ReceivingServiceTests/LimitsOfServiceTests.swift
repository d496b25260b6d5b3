// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Octets
import ReceivingService
import Testing

@Suite struct RateLimitTests {
    private let now = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private func key(_ address: String) throws -> RateLimit.Key {
        RateLimit.Key(try SocketAddress(ipAddress: address, port: 4711))
    }

    private func admits(_ limit: inout RateLimit, _ key: RateLimit.Key, _ time: Timestamp) -> Bool {
        limit.admits(key, at: time)
    }

    @Test func `addresses are counted apart, and fill again over a minute`() throws {
        var limit = RateLimit(perMinute: 2)
        let (one, other) = (try key("192.0.2.1"), try key("192.0.2.2"))
        #expect(admits(&limit, one, now))
        #expect(admits(&limit, one, now))
        #expect(!admits(&limit, one, now))
        #expect(admits(&limit, other, now))
        #expect(!admits(&limit, one, now.adding(seconds: 29)))
        #expect(admits(&limit, one, now.adding(seconds: 60)))
        #expect(admits(&limit, one, now.adding(seconds: 60)))
        #expect(!admits(&limit, one, now.adding(seconds: 60)))
    }

    @Test func `a clock that goes back gives nothing`() throws {
        var limit = RateLimit(perMinute: 1)
        #expect(admits(&limit, try key("192.0.2.1"), now))
        #expect(!admits(&limit, try key("192.0.2.1"), now.adding(seconds: -3600)))
    }

    @Test func `an IPv6 network counts as one address`() throws {
        #expect(try key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9"))
        #expect(try key("2001:db8:1:2::1") != key("2001:db8:1:3::1"))
        #expect(try key("192.0.2.1") != key("192.0.2.2"))
    }

    @Test func `addresses beyond the table share what is left, and the table empties again`() throws {
        var limit = RateLimit(perMinute: 1)
        for number in 0..<RateLimit.maximumAddresses {
            #expect(admits(&limit, try key("10.0.\(number >> 8).\(number & 255)"), now))
        }
        #expect(admits(&limit, try key("192.0.2.1"), now))
        #expect(!admits(&limit, try key("192.0.2.2"), now))
        #expect(admits(&limit, try key("192.0.2.2"), now.adding(seconds: 60)))
        #expect(admits(&limit, try key("192.0.2.3"), now.adding(seconds: 60)))
    }
}

@Suite struct UploadPaceTests {
    @Test func `slowness counts only after the first minute`() {
        let start = Timestamp(secondsSinceEpoch: 1_800_000_000)
        let pace = UploadPace(startedAt: start, minimumRate: 100)
        #expect(!pace.isTooSlow(0, at: start))
        #expect(!pace.isTooSlow(1, at: start.adding(seconds: 60)))
        #expect(pace.isTooSlow(6099, at: start.adding(seconds: 61)))
        #expect(!pace.isTooSlow(6100, at: start.adding(seconds: 61)))
        #expect(!pace.isTooSlow(0, at: start.adding(seconds: -5)))
    }
}

@Suite struct ReprDigestTests {
    private let field = "sha-256=:\(Base64.encode(SHA256Digest(of: []).bytes, padded: true)):"

    @Test func `the SHA-256 digest is found among others`() throws {
        for text in [field, "sha-512=:AAAA:, \(field)", "  \(field)\t,unixsum=:AA==:"] {
            #expect(try DigestField.sha256(text) == SHA256Digest(of: []))
        }
        #expect(try DigestField.sha256("sha-512=:AAAA:") == nil)
    }

    @Test(arguments: [
        "", ",", "sha-256", "sha-256=", "sha-256=::", "sha-256=:AAAA:",
        "sha-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU:",
        "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=:",
        "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:;a=b",
    ])
    func `anything else is malformed`(text: String) {
        #expect(throws: Problem(.malformedDigest)) { try DigestField.sha256(text) }
    }

    @Test func `two SHA-256 digests are one too many`() {
        #expect(throws: Problem(.malformedDigest)) { try DigestField.sha256(field + "," + field) }
    }
}
