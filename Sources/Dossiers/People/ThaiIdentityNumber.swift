// SPDX-License-Identifier: Apache-2.0

/// The 13 digits of a Thai identity card, a pink card or a Thai house registration.
///
/// A number is read wherever it has 13 digits; a failed check is for a person to look at and never refuses a paper,
/// because cards are copied by hand. The first digit is not judged either: pink cards of migrants begin with 0, which
/// some libraries refuse (`python-stdnum`'s `th.pin` refuses 0 and 9).
package struct ThaiIdentityNumber: Hashable, Sendable {
    /// What the first digit says of how its bearer came into the register.
    package enum Category: Int, Sendable, CaseIterable {
        /// 0: no registered status; the pink cards of migrant workers and others.
        case withoutStatus = 0
        /// 1: Thai, birth registered in time, from 1984 on.
        case registeredAtBirth
        /// 2: Thai, birth registered late.
        case registeredLate
        /// 3: Thai or foreigner with a registered house before 31 May 1984.
        case registeredBefore1984
        /// 4: moved house in 1984 before a number was given.
        case movedBefore1984
        /// 5: added to the register by a special case.
        case addedLater
        /// 6: entered unlawfully or for a time only.
        case temporary
        /// 7: child, born in Thailand, of a person of class 6.
        case childOfTemporary
        /// 8: foreigner with lawful residence, or naturalised.
        case residentOrNaturalised
        /// 9: not given out.
        case unassigned
    }

    /// The digits, 13 of 0–9.
    package let digits: String
    /// Whether the last digit is the one that the others demand.
    package let isChecked: Bool

    package var category: Category { Category(rawValue: value(at: 0)) ?? .unassigned }
    /// Whether this is the kind of number that stands on a migrant's pink card.
    package var isPinkCard: Bool { category == .withoutStatus }
    /// `N-NNNN-NNNNN-NN-N`, as cards have it.
    package var formatted: String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [1, 5, 10, 12].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    /// Reads 13 digits of any script, with spaces, hyphens or dots anywhere between them; nil where it is not that.
    package init?(reading raw: String) {
        var values: [Int] = []
        for scalar in raw.unicodeScalars {
            if let value = Digits.value(of: scalar) {
                values.append(value)
            } else if !Self.isSeparator(scalar) {
                return nil
            }
            guard values.count <= 13 else { return nil }
        }
        guard values.count == 13 else { return nil }
        digits = values.map(String.init).joined()
        isChecked = Self.checkDigit(of: values.prefix(12)) == values[12]
    }

    /// The thirteenth digit that twelve others demand: (11 − Σ (14−i)·dᵢ mod 11) mod 10.
    package static func checkDigit(of twelve: some Collection<Int>) -> Int? {
        guard twelve.count == 12, twelve.allSatisfy({ 0...9 ~= $0 }) else { return nil }
        let sum = zip(twelve, (2...13).reversed()).reduce(0) { $0 + $1.0 * $1.1 }
        return (11 - sum % 11) % 10
    }

    private func value(at index: Int) -> Int {
        Int(digits.utf8[digits.utf8.index(digits.utf8.startIndex, offsetBy: index)]) - 0x30
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20, 0xA0, 0x2D, 0x2E, 0x200B, 0x2010...0x2015, 0x2212: true
        default: false
        }
    }
}
