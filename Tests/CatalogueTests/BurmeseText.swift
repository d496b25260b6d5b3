// SPDX-License-Identifier: Apache-2.0

/// Finds what cannot stand in Burmese text that is written in Unicode, Zawgyi's order and code points above all.
///
/// A check of structure, after the syllable's storage order in Unicode Technical Note #11; it knows no words. Zawgyi is
/// an older encoding on the same code points, in which for example ေ is stored before its consonant.
struct BurmeseText {
    let scalars: [Unicode.Scalar]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    /// What is wrong, with the code point's place; empty for well-formed text.
    var faults: [String] {
        scalars.indices.compactMap { index in
            fault(at: index).map { "\($0): U+\(String(scalars[index].value, radix: 16)) at \(index)" }
        }
    }

    private enum Kind {
        case consonant, base, vowel, medial, virama, asat, dot, visarga
        case digit, latinDigit, foreign, other
    }

    private func kind(_ index: Int) -> Kind {
        guard scalars.indices.contains(index) else { return .other }
        return switch scalars[index].value {
        case 0x30...0x39: .latinDigit
        case 0x1000...0x1021, 0x103f: .consonant
        case 0x1023...0x1027, 0x1029, 0x102a, 0x104e: .base
        case 0x102b...0x1032, 0x1036: .vowel
        case 0x1037: .dot
        case 0x1038: .visarga
        case 0x1039: .virama
        case 0x103a: .asat
        case 0x103b...0x103e: .medial
        case 0x1040...0x1049: .digit
        case 0x104a...0x104d, 0x104f: .other
        // Letters of Mon, Karen, Shan and others: Zawgyi keeps its stacked forms here.
        case 0x1000...0x109f, 0xa9e0...0xa9ff, 0xaa60...0xaa7f: .foreign
        default: .other
        }
    }

    private func fault(at index: Int) -> String? {
        let value = scalars[index].value
        let before = kind(index - 1)
        let previous = index > 0 ? scalars[index - 1].value : 0
        switch kind(index) {
        case .foreign: return "a code point that Burmese does not use"
        case .virama where ![.consonant, .base, .asat].contains(before) || kind(index + 1) != .consonant:
            return "a virama that stacks nothing"
        // ယောက်ျား and ကျွန်ုပ် have a sign after the asat.
        case .medial where value == 0x103b && before == .asat,
            .vowel where value == 0x102f && before == .asat:
            return nil
        case .medial where !(before == .consonant || before == .medial && previous < value):
            return "a medial that follows no consonant, or out of order"
        case .vowel where ![.consonant, .base, .medial, .vowel].contains(before):
            return "a vowel sign that follows no consonant"
        case .vowel where value == 0x1031 && before == .vowel:
            return "a vowel sign E after another vowel sign"
        case .vowel where value == previous:
            return "a vowel sign twice"
        case .vowel where [0x102d, 0x102e, 0x1032].contains(value) && [0x102f, 0x1030].contains(previous):
            return "an upper vowel sign after a lower one"
        case .asat where ![.consonant, .base, .medial, .vowel, .dot].contains(before):
            return "an asat that follows no letter"
        case .dot where ![.consonant, .base, .medial, .vowel, .asat].contains(before):
            return "a dot below that follows no letter"
        case .visarga where ![.consonant, .base, .medial, .vowel, .asat, .dot].contains(before):
            return "a visarga that follows no letter"
        case .consonant where before == .digit && kind(index + 1) == .asat:
            return "a final consonant after a digit: zero in place of the letter wa?"
        case .digit where before == .latinDigit, .latinDigit where before == .digit:
            return "digits of two scripts in one number"
        default: return nil
        }
    }
}
