// SPDX-License-Identifier: Apache-2.0

import JSONSchema
@_spi(_Unicode) import Swift
import Testing

/// Tells texts in form C from others (THREATS 20) as the standard library's normaliser does, which only tests may use.
@Suite struct NormalizationTests {
    private func isTaken(_ text: String) -> Bool {
        (try? JSON.parse([0x22] + Array(text.utf8) + [0x22])) != nil
    }

    private func isNormal(_ text: String) -> Bool {
        Array(text._nfc) == Array(text.unicodeScalars)
    }

    private func isPermitted(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x300
            && isTaken("\(scalar)")
    }

    @Test(arguments: [
        "การส่งต่อผู้ป่วยไปยังสำนักงาน น้ำ กุ้ง ที่อยู่ ๑๒๓", "ညွှန်းပို့လွှဲပြောင်းခြင်း ရုံး လက်မှတ် ဦးကြီး ၁၂၃",
        "Người tị nạn đường thủy Việt Nam", "대한민국 서울특별시", "Ćwikła ångström Ωmega", "日本語 がぎぐ",
    ])
    func `text in form C is taken, and the same text in form D is not`(_ text: String) {
        let composed = String(String.UnicodeScalarView(Array(text._nfc)))
        let decomposed = String(String.UnicodeScalarView(Array(text._nfd)))
        #expect(isTaken(composed))
        #expect(isTaken(decomposed) == isNormal(decomposed))
    }

    @Test(arguments: [
        "\u{E01}\u{E49}\u{E38}", "\u{1025}\u{102E}", "\u{1100}\u{1161}", "\u{AC00}\u{11A8}",
        "a\u{323}\u{302}",
        "a\u{302}\u{323}", "\u{958}", "\u{1037}\u{1038}\u{103A}\u{1037}",
    ])
    func `text that is not in form C is refused`(_ text: String) {
        #expect(!isNormal(text))
        #expect(!isTaken(text))
    }

    @Test func `every character and every composing pair is judged as the standard library does`() {
        var wrong: [String] = []
        var interesting: [Unicode.Scalar] = []
        for value in UInt32(0xA0)...0x2FFFF where !(0x3400...0x9FFF ~= value || 0xAC01...0xD7A3 ~= value) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = "\(scalar)"
            let decomposed = Array(text._nfd)
            let hasClass = scalar.properties.canonicalCombiningClass != .notReordered
            guard decomposed != [scalar] || hasClass else { continue }
            interesting.append(scalar)
            // Single, behind a base, and written apart.
            for sample in [text, "a" + text, String(String.UnicodeScalarView(decomposed))] {
                guard
                    sample.unicodeScalars.allSatisfy({
                        $0.value < 0x80 || isPermitted($0) || !isNormal("\($0)")
                    })
                else { continue }
                if isTaken(sample) != isNormal(sample) { wrong.append(sample) }
            }
        }
        #expect(wrong == [])
        // Random strings of such characters, their parts and plain letters.
        var generator = SystemRandomNumberGenerator()
        let letters =
            interesting + interesting.flatMap { Array("\($0)"._nfd) } + Array("aeo한กမ".unicodeScalars)
        for _ in 0..<10_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<4 { text.append(letters[Int.random(in: letters.indices, using: &generator)]) }
            if isTaken(String(text)) != isNormal(String(text)) { wrong.append(String(text)) }
        }
        #expect(wrong.map { $0.unicodeScalars.map { String($0.value, radix: 16) } } == [])
    }
}
