// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Testing

@Suite struct ThaiIdentityNumberTests {
    @Test func `the published number has the check digit 5`() throws {
        #expect(ThaiIdentityNumber.checkDigit(of: [3, 1, 0, 0, 6, 0, 0, 4, 4, 5, 6, 3]) == 5)
        let number = try #require(ThaiIdentityNumber(reading: "3100600445635"))
        #expect(number.isChecked)
        #expect(number.formatted == "3-1006-00445-63-5")
        #expect(number.category == .registeredBefore1984)
        #expect(!number.isPinkCard)
    }

    @Test(arguments: [
        "3-1006-00445-63-5", "๓-๑๐๐๖-๐๐๔๔๕-๖๓-๕", "3 1006 00445 63 5", "၃၁၀၀၆၀၀၄၄၅၆၃၅", "３１００６００４４５６３５",
    ])
    func `spaces, hyphens and any digits make no difference`(raw: String) {
        #expect(ThaiIdentityNumber(reading: raw)?.digits == "3100600445635")
    }

    @Test func `one wrong digit fails the check and the number is still read`() throws {
        let right = Array("3100600445635".utf8)
        for index in right.indices {
            for digit in UInt8(0x30)...0x39 where digit != right[index] {
                var bytes = right
                bytes[index] = digit
                let number = try #require(ThaiIdentityNumber(reading: String(decoding: bytes, as: UTF8.self)))
                // Only 0 and 10 leave the same digit behind, at one place or another.
                if number.isChecked { #expect(index < 12) }
            }
        }
        #expect(ThaiIdentityNumber(reading: "3100600445636")?.isChecked == false)
    }

    @Test func `a pink card begins with 0 and is as good as another`() throws {
        let twelve = [0, 0, 8, 5, 0, 1, 2, 3, 4, 5, 6, 7]
        let check = try #require(ThaiIdentityNumber.checkDigit(of: twelve))
        let raw = (twelve + [check]).map(String.init).joined()
        let number = try #require(ThaiIdentityNumber(reading: raw))
        #expect(number.isChecked)
        #expect(number.isPinkCard)
        #expect(number.category == .withoutStatus)
    }

    @Test(arguments: ["", "310060044563", "31006004456350", "310060044563x", "3100600445635; DROP"])
    func `what has not 13 digits is not read`(raw: String) {
        #expect(ThaiIdentityNumber(reading: raw) == nil)
    }
}

@Suite struct PhoneNumberTests {
    /// Held against phonenumberslite 9.0.42 (libphonenumber's metadata), by hand.
    @Test(arguments: [
        ("081 234 5678", PhoneNumber.Country.thailand, "+66812345678"),
        ("๐๘๑-๒๓๔-๕๖๗๘", .thailand, "+66812345678"),
        ("+66 (0)81 234 5678", .thailand, "+66812345678"), ("66812345678", .thailand, "+66812345678"),
        ("077-811-234", .thailand, "+6677811234"), ("02 123 4567", .thailand, "+6621234567"),
        ("09 421 123 456", .myanmar, "+959421123456"), ("၀၉၄၂၁၁၂၃၄၅၆", .myanmar, "+959421123456"),
        ("+95 9 7 9123 4567", .myanmar, "+959791234567"), ("09-5123456", .myanmar, "+9595123456"),
        ("059-51234", .myanmar, "+955951234"), ("01 234567", .myanmar, "+951234567"),
        ("+959421123456", .thailand, "+959421123456"), ("959421123456", .myanmar, "+959421123456"),
        ("0095 9 421 123 456", .thailand, "+959421123456"), ("+1 650-253-0000", .thailand, "+16502530000"),
        ("+660812345678", .thailand, "+66812345678"),
    ])
    func `national and international forms give E.164`(
        raw: String,
        country: PhoneNumber.Country,
        wanted: String
    ) {
        let number = PhoneNumber(reading: raw, in: country)
        #expect(number?.e164 == wanted)
        #expect(number?.hasPlausibleLength == true)
        #expect(PhoneNumber(e164: wanted) == number)
    }

    @Test(arguments: [
        "", "1", "12345", "+668123", "081 234 567", "081-234-5678 ต่อ 12", "++66812345678", "call me",
        "0812+345678",
    ])
    func `a number of no length that Thailand has is not guessed at`(raw: String) {
        #expect(PhoneNumber(reading: raw, in: .thailand) == nil)
    }

    @Test func `without a country only an international number is read, and both are offered`() {
        #expect(PhoneNumber(reading: "0812345678") == nil)
        #expect(
            PhoneNumber.candidates(reading: "09 1234 5678").map(\.e164) == ["+66912345678", "+95912345678"]
        )
        #expect(PhoneNumber.candidates(reading: "09 421 123 456").map(\.e164) == ["+959421123456"])
        #expect(PhoneNumber.candidates(reading: "+66812345678").count == 1)
    }

    @Test func `the national form is for showing`() {
        #expect(PhoneNumber(e164: "+66812345678")?.national == "081 234 5678")
        #expect(PhoneNumber(e164: "+6621234567")?.national == "02 123 4567")
        #expect(PhoneNumber(e164: "+6677811234")?.national == "077 811 234")
        #expect(PhoneNumber(e164: "+959421123456")?.national == "09 421 123 456")
        #expect(PhoneNumber(e164: "+16502530000")?.national == "+16502530000")
    }

    @Test(arguments: [
        "+0123456789", "0812345678", "+6681", "+66 81 234 5678", "+6681234567812345", "+๖๖๘๑๒๓๔๕๖๗๘",
    ])
    func `the stored form has no other`(text: String) {
        #expect(PhoneNumber(e164: text) == nil)
    }
}

@Suite struct MyanmarNRCTests {
    @Test(arguments: [
        ("6/ကသန(နိုင်)123456", "6/KATHANA(N)123456"), ("၆/ကသန(နိုင်)၁၂၃၄၅၆", "6/KATHANA(N)123456"),
        ("၆/ကသန(န)၁၂၃၄၅၆", "6/KATHANA(N)123456"), ("6/KaThaNa(N)123456", "6/KATHANA(N)123456"),
        ("6 / KATHANA (NAING) 123456", "6/KATHANA(N)123456"), ("6/kathana(n)123456", "6/KATHANA(N)123456"),
        ("၆/ကသနနိုင်၁၂၃၄၅၆", "6/KATHANA(N)123456"), ("6/KaThaNaN123456", "6/KATHANA(N)123456"),
        ("6/KaThaNa N 123456", "6/KATHANA(N)123456"), ("၆/ကရရ(ဧည့်)၀၀၀၀၁၂", "6/KAYAYA(E)000012"),
        ("6/KaYaYa(E)000012", "6/KAYAYA(E)000012"), ("6/KaRaRa(E)000012", "6/KAYAYA(E)000012"),
        ("၆/က၇၇(ပြု)၁၂၃၄၅၆", "6/KAYAYA(P)123456"), ("၁၂/ကမတ(နိုင်)၁၂၃၄၅၆", "12/KAMATA(N)123456"),
        ("12/MaBaTa(N)123456", "12/MABATA(N)123456"), ("12/MaBhaTa(N)123456", "12/MABATA(N)123456"),
        ("၉/ပမန(သာသနာ)၁၂၃၄၅၆", "9/PAMANA(T)123456"), ("5/YaBaNa[Y]123-456", "5/YABANA(Y)123456"),
        ("14／ဝခမ（စ）123456", "14/WAKHAMA(S)123456"), ("14/၀ခမ(ယာယီ)၁၂၃၄၅ဝ", "14/WAKHAMA(Y)123450"),
        ("6/HTAWANA(N)123456", "6/HTAWANA(N)123456"), ("6/BAPANA(N)123456", "6/BAPANA(N)123456"),
        ("8/AhMaNa(N)123456", "8/AHMANA(N)123456"), ("၇/ဉလပ(နိုင်)၁၂၃၄၅၆", "7/NYALAPA(N)123456"),
        ("12/OuKaMa(N)123456", "12/OUKAMA(N)123456"), ("12/ဥကမ(နိုင်)123456", "12/OUKAMA(N)123456"),
    ])
    func `a number is read in both scripts and their mixtures`(raw: String, wanted: String) {
        let nrc = MyanmarNRC(raw)
        #expect(nrc.raw == raw)
        #expect(nrc.parts?.normalized == wanted, "\(nrc.reading)")
    }

    @Test func `a township of Tanintharyi has its letters and its name`() throws {
        let parts = try #require(MyanmarNRC("6/KaThaNa(N)123456").parts)
        #expect(parts.townshipName == "Kawthaung")
        #expect(parts.burmese == "၆/ကသန(နိုင်)၁၂၃၄၅၆")
        // The same letters in another state are another township.
        #expect(MyanmarNRC("9/KaThaNa(N)123456").parts?.townshipName == nil)
        #expect(MyanmarNRC("9/KaThaNa(N)123456").parts?.burmese == nil)
    }

    @Test(arguments: [
        ("", MyanmarNRC.Fault.state), ("pink card 99/2", .state), ("16/ကသန(နိုင်)123456", .state),
        ("0/ကသန(နိုင်)123456", .state), ("6/ကသ(နိုင်)123456", .township), ("6/XyZaNa(N)123456", .township),
        ("6/ကာသန(နိုင်)123456", .township), ("6/ကသန(ဘာ)123456", .type), ("6/ကသန(နိုင်123456", .type),
        ("6/ကသန(နိုင်)12345", .number), ("6/ကသန(နိုင်)1234567", .number), ("6/ကသန(နိုင်)", .number),
        ("KTH-012345", .state), ("၆/ကသန၁၂၃၄၅၆", .township), (String(repeating: "6/(", count: 50), .length),
        ("6/ကသန(နိုင်)12\u{200B}345x", .number), ("////((((", .state),
    ])
    func `what cannot be read is kept with the reason, never refused`(raw: String, fault: MyanmarNRC.Fault) {
        let nrc = MyanmarNRC(raw)
        #expect(nrc.raw == raw)
        #expect(nrc.reading == .unreadable(fault))
    }

    @Test func `what was read reads back as the same, and noise never traps`() {
        var random = SystemRandomNumberGenerator()
        let letters = Array("ကခဂငစဆဇညတထဒဓနပဖဗဘမယရလဝသဟအဥ")
        for _ in 0..<500 {
            let township = String((0..<3).compactMap { _ in letters.randomElement(using: &random) })
            let type = MyanmarNRC.Class.allCases.randomElement(using: &random) ?? .citizen
            let number = String(Int.random(in: 100_000...999_999, using: &random))
            let raw = "\(Int.random(in: 1...14, using: &random))/\(township)(\(type.burmese))\(number)"
            let parts = MyanmarNRC(raw).parts
            #expect(parts?.townshipLetters == township)
            #expect(parts?.type == type)
            #expect(parts?.number == number)
            #expect(parts.map { MyanmarNRC($0.burmese ?? "").parts } == parts)
            #expect(MyanmarNRC(parts?.normalized ?? "").parts?.normalized == parts?.normalized, "\(raw)")
        }
        for _ in 0..<2000 {
            let noise = (0..<Int.random(in: 0...30, using: &random)).compactMap { _ in
                ["6", "/", "(", ")", "က", "န", "N", "A", "၁", "-", " ", "🐟", "်"].randomElement(
                    using: &random
                )
            }
            _ = MyanmarNRC(noise.joined())
        }
    }
}
