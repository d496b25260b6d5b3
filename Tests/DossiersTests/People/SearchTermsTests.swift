// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Testing

/// What people type finds what stands in the papers.
@Suite struct SearchTermsTests {
    /// Whether something typed finds a paper on which it stands as `written`.
    private func finds(_ typed: String, _ written: String) -> Bool {
        !SearchTerms.typed(typed).isDisjoint(with: SearchTerms.typed(written))
    }

    @Test(arguments: [
        ("aung kyaw", "Aung Kyaw"), ("KYAW AUNG", "Aung Kyaw"), ("AungKyaw", "Aung  Kyaw"),
        ("U Aung Kyaw", "Aung Kyaw"), ("Aung Kyaw", "U Aung Kyaw"),
        // Thai: with and without spaces, the title joined to the name, SARA AM in its two spellings, another order of marks.
        ("สมชาย ใจดี", "สมชายใจดี"), ("นายสมชาย ใจดี", "สมชาย ใจดี"), ("น\u{0E4D}\u{0E32}ใจ", "น\u{0E33}ใจ"),
        // Burmese: spaces, marks in another order, joined title.
        ("အောင် ကျော်", "အောင်ကျော်"), ("ဒေါ်အေးအေး", "အေးအေး"),
        ("\u{1021}\u{103A}\u{1037}", "\u{1021}\u{1037}\u{103A}"),
        // Accents by either spelling; characters that nobody sees.
        ("Jose\u{301} Nun\u{303}ez", "José Nuñez"), ("Aung\u{200B}Kyaw", "Aung Kyaw"),
        // Numbers: digits of all three scripts, spaces and hyphens.
        ("၁၂၃၄၅၆", "123456"), ("๑-๒๓๔๕", "1 2345"), ("rn-2569-0117", "RN-2569-0117"),
        ("၆/ကသန(နိုင်)၁၂၃၄၅၆", "6/KaThaNa(N)123456"),
    ])
    func `the same is found`(typed: String, written: String) {
        #expect(finds(typed, written))
    }

    @Test(arguments: [
        ("Aung", "Aung Kyaw"), ("Aung Kyaw", "Aung Kyaw Moe"), ("အေး", "အေးအေး"), ("", "x"), ("-", "--"),
        ("123456", "1234567"),
    ])
    func `something else is not`(typed: String, written: String) {
        #expect(!finds(typed, written))
    }
}
