// SPDX-License-Identifier: Apache-2.0

import Octets
import Testing

@Suite struct TimestampTests {
    /// Seconds as `date -u -d TIME +%s` gives them.
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799),
            ("2026-11-23T04:05:06Z", 1_795_406_706),
            ("2038-01-19T03:14:08Z", 2_147_483_648), ("2100-03-01T00:00:00Z", 4_107_542_400),
            ("1969-12-31T23:59:59Z", -1), ("1900-03-01T00:00:00Z", -2_203_891_200),
        ] as [(String, Int64)]
    )
    func `a moment is written and read in one spelling`(text: String, seconds: Int64) throws {
        let moment = try #require(Timestamp(text))
        #expect(moment.secondsSinceEpoch == seconds)
        #expect(Timestamp(secondsSinceEpoch: seconds).description == text)
    }

    @Test(arguments: [
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00z",
        "2026-01-01T00:00:00+00:00", "2026-1-1T00:00:00Z", "๒๐๒๖-01-01T00:00:00Z", "",
    ])
    func `any other spelling and a date that does not exist are refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `no moment ends the process`() {
        let (first, last) = (Timestamp(secondsSinceEpoch: .min), Timestamp(secondsSinceEpoch: .max))
        #expect(first.adding(seconds: -1) == first && last.adding(seconds: 1) == last)
        #expect(first.description < last.description)
    }
}
