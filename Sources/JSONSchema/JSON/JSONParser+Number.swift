// SPDX-License-Identifier: Apache-2.0

extension JSONParser {
    /// A number (RFC 8259 §6).
    mutating func number() throws(JSONError) -> Double {
        let start = position
        let negative = byte == UInt8(ascii: "-")
        if negative { position += 1 }
        var digits: UInt64 = 0
        // Digits behind the leading zeros; beyond 19 of them `digits` no longer holds.
        var significant = 0
        var exponent = 0
        func take(_ byte: UInt8) {
            if significant > 0 || byte != 0x30 { significant += 1 }
            if significant <= 19 { digits = digits * 10 + UInt64(byte - 0x30) }
        }
        guard 0x30...0x39 ~= byte else { throw failure(.invalidNumber, at: start) }
        if byte == 0x30 {
            position += 1
            if 0x30...0x39 ~= byte { throw failure(.invalidNumber, at: start) }
        }
        while 0x30...0x39 ~= byte {
            take(byte)
            position += 1
        }
        if byte == UInt8(ascii: ".") {
            position += 1
            guard 0x30...0x39 ~= byte else { throw failure(.invalidNumber, at: start) }
            while 0x30...0x39 ~= byte {
                take(byte)
                exponent -= 1
                position += 1
            }
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            let down = byte == UInt8(ascii: "-")
            if down || byte == UInt8(ascii: "+") { position += 1 }
            guard 0x30...0x39 ~= byte else { throw failure(.invalidNumber, at: start) }
            var power = 0
            while 0x30...0x39 ~= byte {
                power = min(power * 10 + Int(byte - 0x30), 1_000_000_000)
                position += 1
            }
            exponent += down ? -power : power
        }
        // Clinger's fast path: both factors are exact doubles, so that one rounding is the right one.
        if significant <= 15, -22...0 ~= exponent {
            let value = Double(digits) / JSONDecimal.powers[-exponent]
            return negative ? -value : value
        }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite
        else {
            throw failure(.numberTooLarge, at: start)
        }
        if profile == .plain { return value }
        guard abs(value) <= JSON.largestInteger else { throw failure(.numberTooLarge, at: start) }
        // What is read must be what the writer would write again.
        guard significant <= 19 || trailingZeros(start: start, significant: significant),
            JSONDecimal(value)
                == JSONDecimal(digits: digits, exponent: exponent, cut: max(0, significant - 19))
        else { throw failure(.numberTooPrecise, at: start) }
        return value
    }

    /// Tells whether the digits of the number at `start` behind the nineteenth are zeros.
    private func trailingZeros(start: Int, significant: Int) -> Bool {
        var seen = 0
        for byte in bytes[start..<position] {
            if byte | 0x20 == UInt8(ascii: "e") { break }
            guard 0x30...0x39 ~= byte else { continue }
            if seen > 0 || byte != 0x30 { seen += 1 }
            if seen > 19, byte != 0x30 { return false }
        }
        return true
    }
}
