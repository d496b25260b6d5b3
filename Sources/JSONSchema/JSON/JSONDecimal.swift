// SPDX-License-Identifier: Apache-2.0

/// A double's magnitude as the shortest decimal that reads back as it: `digits` × 10^`exponent`, no trailing zeros.
///
/// The writer prints it, the parser compares with it, and `multipleOf` divides by it, so that 0.3 is a multiple of 0.1.
struct JSONDecimal: Equatable {
    let digits: UInt64
    let exponent: Int

    static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
        1e19,
        1e20, 1e21, 1e22,
    ]

    /// `cut` is the number of zeros that were left off the digits.
    init(digits: UInt64, exponent: Int, cut: Int = 0) {
        var digits = digits
        var exponent = digits == 0 ? 0 : exponent + cut
        while digits != 0, digits % 10 == 0 {
            digits /= 10
            exponent += 1
        }
        self.digits = digits
        self.exponent = exponent
    }

    init(_ value: Double) {
        var digits: UInt64 = 0
        var exponent = 0
        var fraction = false
        var text = value.magnitude.description.utf8[...]
        while let byte = text.popFirst() {
            if byte == UInt8(ascii: ".") {
                fraction = true
            } else if byte == UInt8(ascii: "e") {
                exponent += Int(Substring(text)) ?? 0
                break
            } else if fraction, text.isEmpty, byte == 0x30 {
                break
            } else {
                digits = digits * 10 + UInt64(byte - 0x30)
                if fraction { exponent -= 1 }
            }
        }
        self.init(digits: digits, exponent: exponent)
    }

    /// Tells whether this is a whole number of `other`s, which is not zero; exact, by arithmetic on the digits.
    func isMultiple(of other: JSONDecimal) -> Bool {
        if digits == 0 { return true }
        let shift = exponent - other.exponent
        if shift >= 0 {
            var rest = digits % other.digits
            for _ in 0..<shift where rest != 0 {
                let (high, low) = rest.multipliedFullWidth(by: 10)
                rest = other.digits.dividingFullWidth((high, low)).remainder
            }
            return rest == 0
        }
        // The digits end in no zero, so that no power of ten divides them.
        return false
    }

    /// The decimal as ECMAScript writes it (and RFC 8785 §3.2.2.3): plain up to 21 places, else with an exponent.
    var text: String {
        if digits == 0 { return "0" }
        let digits = String(digits)
        let point = digits.utf8.count + exponent
        if exponent >= 0, point <= 21 { return digits + String(repeating: "0", count: exponent) }
        if 1...21 ~= point { return "\(digits.prefix(point)).\(digits.dropFirst(point))" }
        if -5...0 ~= point { return "0." + String(repeating: "0", count: -point) + digits }
        let power = point - 1
        let mantissa = digits.utf8.count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst(1))"
        return "\(mantissa)e\(power < 0 ? "-" : "+")\(abs(power))"
    }
}
