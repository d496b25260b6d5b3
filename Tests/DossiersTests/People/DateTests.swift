// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Testing

@Suite struct PartialDateTests {
    @Test(arguments: [
        ("2569", "2026"), ("๒๕๖๙", "2026"), ("๑๒/๐๓/๒๕๖๙", "2026-03-12"), ("12/3/2569", "2026-03-12"),
        ("12-03-2026", "2026-03-12"), ("2026-03-12", "2026-03-12"), ("2569-03", "2026-03"),
        ("03/2569", "2026-03"),
        ("၁၂-၃-၂၀၂၆", "2026-03-12"), ("၂၀၂၆", "2026"), ("12 มีนาคม 2569", "2026-03-12"),
        ("วันที่ ๑๒ มีนาคม พ.ศ. ๒๕๖๙", "2026-03-12"), ("12มี.ค.2569", "2026-03-12"), ("มี.ค. 2569", "2026-03"),
        ("ปี 2551", "2008"), ("พ.ศ.2551", "2008"), ("ค.ศ. 2008", "2008"), ("12 March 2012", "2012-03-12"),
        ("March 12, 2012", "2012-03-12"), ("Sept 2012", "2012-09"), ("2012 ခုနှစ် မတ်လ ၁၂ ရက်", "2012-03-12"),
        ("၁၂ ရက် မတ်လ ၂၀၁၂ ခုနှစ်", "2012-03-12"), ("၂၀၁၂ခုနှစ်၊ သြဂုတ်လ", "2012-08"), ("29.2.2567", "2024-02-29"),
        ("BE 2569", "2026"), ("31/12/2483", "1940-12-31"), ("1/1/2484", "1941-01-01"),
    ])
    func `a date is read as it is written here, and stored in the Common Era`(text: String, wanted: String)
        throws
    {
        let entry = DateEntry(reading: text)
        let date = try #require(entry.date, "\(entry)")
        #expect(date.stored == wanted)
        #expect(entry == .date(date, nil))
        #expect(PartialDate(stored: wanted) == date)
    }

    @Test(arguments: [
        ("ปี 60", ["2017", "2060", "1960"]), ("12/3/60", ["2017-03-12", "2060-03-12", "1960-03-12"]),
        ("พ.ศ. 60", ["2017", "1917"]), ("ค.ศ. 85", ["2085", "1985"]),
        ("15 มกราคม 2480", ["1938-01-15", "1937-01-15"]), ("29/2/2479", ["1936-02-29"]),
    ])
    func `what may mean several dates is asked`(text: String, wanted: [String]) {
        let dates =
            switch DateEntry(reading: text) {
            case .ambiguous(let dates): dates
            case .date(let date, _): [date]
            case .unreadable: [PartialDate]()
            }
        #expect(dates.map(\.stored) == wanted)
    }

    @Test func `what lies ahead of today is not offered`() throws {
        let today = try #require(PartialDate(stored: "2026-11-23"))
        let entry = DateEntry(reading: "ปี 60", notAfter: today)
        #expect(entry == .ambiguous(["2017", "1960"].compactMap { PartialDate(stored: $0) }))
    }

    @Test func `a Thai year before 1941 draws a caution`() throws {
        let date = try #require(PartialDate(stored: "1937"))
        #expect(DateEntry(reading: "พ.ศ. 2480") == .date(date, .thaiYearBefore1941))
    }

    @Test(arguments: [
        ("", DateEntry.Fault.form), ("31/02/2569", .noSuchDay), ("29/2/2566", .noSuchDay),
        ("13/13/2569", .noSuchDay),
        ("03/25/2020", .noSuchDay), ("12/3", .year), ("12 มีนาคม", .year), ("1388", .burmeseEra),
        ("ကောဇာသက္ကရာဇ် ၁၃၈၈", .burmeseEra), ("12032569", .form), ("soon", .form), ("1700", .year),
        ("3000", .year),
        ("2569 2569", .form), ("1/2/3/2569", .form), ("พ.ศ. ค.ศ. 2569", .form), ("2569-00-01", .noSuchDay),
        ("๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙", .form), ("....", .form), (String(repeating: "1/", count: 400), .form),
        ("Jan Feb 2020", .form), ("12/3/256", .year),
    ])
    func `what is no date is told with the reason`(text: String, fault: DateEntry.Fault) {
        #expect(DateEntry(reading: text) == .unreadable(fault))
    }

    @Test func `every day that is shown in Thai reads back as itself`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<1000 {
            let date = try #require(
                PartialDate(
                    year: Int.random(in: 1941...2099, using: &random),
                    month: Int.random(in: 1...12, using: &random),
                    day: Int.random(in: 1...28, using: &random)
                )
            )
            #expect(DateEntry(reading: date.thai()).date == date)
            #expect(DateEntry(reading: date.thai(inThaiDigits: true)).date == date)
            #expect(DateEntry(reading: date.stored).date == date)
        }
        #expect(PartialDate(stored: "2026-03-12")?.thai(inThaiDigits: true) == "๑๒ มีนาคม พ.ศ. ๒๕๖๙")
        #expect(PartialDate(stored: "1938")?.thai() == "พ.ศ. 2480/2481")
        #expect(PartialDate(stored: "1938-02")?.thai() == "กุมภาพันธ์ พ.ศ. 2480")
    }

    @Test(arguments: [
        "2026-2", "2026-02-30", "2569", "26", "2026-03-12T00:00:00Z", "2026-", "-2026", "+026", "๒๐๒๖", "",
    ])
    func `the stored form is strict`(text: String) {
        #expect(PartialDate(stored: text) == nil)
    }

    @Test func `a partial date follows its schema`() throws {
        for stored in ["2012", "2012-03", "2012-03-12"] {
            var date = try #require(PartialDate(stored: stored))
            date.isEstimated = true
            date.source = .own
            var dossier = try ExampleDossier()
            dossier.set("identity.json", ["born"], date.json)
            #expect(!dossier.codes().contains(.documentInvalid))
        }
    }

    @Test func `noise never traps`() {
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "1", "2", "25", "69", "/", "-", ".", " ", "พ", "ศ", ".", "မတ်", "လ", "Jan", "๙", "၁", "๏",
            "\u{0E31}", "🐟",
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...14, using: &random))
                .compactMap { _ in pieces.randomElement(using: &random) }.joined()
            if case .date(let date, _) = DateEntry(reading: text) {
                #expect(PartialDate(stored: date.stored) == date)
            }
        }
    }
}

@Suite struct DigitsTests {
    @Test func `digits of all scripts become Latin ones and back`() {
        #expect(Digits.latin("๐๑๒๓๔๕๖๗๘๙ ၀၁၂၃၄၅၆၇၈၉ ႐႑ ７ က") == "0123456789 0123456789 01 7 က")
        #expect(Digits.thai("12/03") == "๑๒/๐๓")
        #expect(Digits.burmese("၁2๓") == "၁၂၃")
    }
}
