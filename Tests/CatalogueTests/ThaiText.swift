// SPDX-License-Identifier: Apache-2.0

/// Finds what looks right on a screen and is wrong in storage in Thai text: doubled marks, marks out of order, two
/// letters in place of one.
struct ThaiText {
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
        case consonant, leadingVowel, mark, tone, aa, am, nikhahit, killer, digit, latinDigit, other
    }

    private func kind(_ index: Int) -> Kind {
        guard scalars.indices.contains(index) else { return .other }
        return switch scalars[index].value {
        case 0x30...0x39: .latinDigit
        case 0x0e01...0x0e2e: .consonant
        case 0x0e32: .aa
        case 0x0e33: .am
        case 0x0e31, 0x0e34...0x0e3a, 0x0e47: .mark
        case 0x0e40...0x0e44: .leadingVowel
        case 0x0e48...0x0e4b: .tone
        case 0x0e4c: .killer
        case 0x0e4d: .nikhahit
        case 0x0e50...0x0e59: .digit
        default: .other
        }
    }

    private func fault(at index: Int) -> String? {
        let before = kind(index - 1)
        switch kind(index) {
        case .leadingVowel where kind(index + 1) != .consonant:
            return "a leading vowel without consonant, or SARA E twice in place of SARA AE"
        case .aa where before == .nikhahit: return "NIKHAHIT and SARA AA in place of SARA AM"
        case .mark where before != .consonant: return "a vowel mark that follows no consonant"
        case .tone where ![.consonant, .mark].contains(before):
            return "a tone mark that follows neither consonant nor vowel mark"
        case .am where ![.consonant, .tone].contains(before): return "a SARA AM that follows no consonant"
        case .killer where ![.consonant, .mark].contains(before):
            return "a THANTHAKHAT that follows no consonant"
        case .digit where before == .latinDigit, .latinDigit where before == .digit:
            return "digits of two scripts in one number"
        default: return nil
        }
    }
}
