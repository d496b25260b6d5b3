// SPDX-License-Identifier: Apache-2.0

/// Punycode (RFC 3492) with the parameters of §5.
enum Punycode {
    static func encode(_ label: [Unicode.Scalar]) -> [UInt8] {
        var output = label.filter(\.isASCII).map { UInt8($0.value) }
        let basic = output.count
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var handled = basic
        var code = 128
        var delta = 0
        var bias = 72
        // Longer labels are refused anyway.
        guard label.count <= 256 else { return [UInt8](repeating: 0x61, count: 256) }
        while handled < label.count {
            let next = label.lazy.map { Int($0.value) }.filter { $0 >= code }.min() ?? code
            delta += (next - code) * (handled + 1)
            code = next
            for scalar in label {
                if scalar.value < code { delta += 1 }
                guard scalar.value == code else { continue }
                var rest = delta
                var weight = 36
                while true {
                    let threshold = min(max(weight - bias, 1), 26)
                    if rest < threshold { break }
                    output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
                    rest = (rest - threshold) / (36 - threshold)
                    weight += 36
                }
                output.append(digit(rest))
                bias = adapt(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return output
    }

    static func decode(_ bytes: [UInt8]) -> [Unicode.Scalar]? {
        guard bytes.count <= 63 else { return nil }
        var output: [Unicode.Scalar] = []
        var rest = bytes[...]
        if let hyphen = bytes.lastIndex(of: UInt8(ascii: "-")) {
            output = bytes[..<hyphen].map { Unicode.Scalar($0) }
            rest = bytes[(hyphen + 1)...]
        }
        var code = 128
        var place = 0
        var bias = 72
        while !rest.isEmpty {
            let start = place
            var factor = 1
            var weight = 36
            while true {
                guard let value = rest.popFirst().flatMap(value) else { return nil }
                place += value * factor
                guard place < 1 << 40 else { return nil }
                let threshold = min(max(weight - bias, 1), 26)
                if value < threshold { break }
                factor *= 36 - threshold
                guard factor < 1 << 40 else { return nil }
                weight += 36
            }
            bias = adapt(place - start, output.count + 1, isFirst: start == 0)
            code += place / (output.count + 1)
            place %= output.count + 1
            guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else { return nil }
            output.insert(scalar, at: place)
            place += 1
        }
        return output
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(value < 26 ? value + 0x61 : value - 26 + 0x30)
    }

    private static func value(_ digit: UInt8) -> Int? {
        switch digit {
        case 0x30...0x39: Int(digit) - 0x30 + 26
        case 0x41...0x5A, 0x61...0x7A: Int(digit & 0xDF) - 0x41
        default: nil
        }
    }

    /// RFC 3492 §6.1.
    private static func adapt(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var weight = 0
        while delta > 455 {
            delta /= 35
            weight += 36
        }
        return weight + 36 * delta / (delta + 38)
    }
}
