// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// How a value is written; the same value always gives the same bytes.
    package enum Form: Sendable {
        /// On one line, without white space.
        case compact
        /// One member or element on a line, two spaces for each level, a line feed at the end.
        case pretty
    }

    /// The value as UTF-8, members in their order, numbers and strings in their shortest form.
    package func bytes(_ form: Form = .compact) -> [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, indent: form == .pretty ? 0 : nil)
        if form == .pretty { bytes.append(0x0A) }
        return bytes
    }

    package func text(_ form: Form = .compact) -> String {
        String(decoding: bytes(form), as: UTF8.self)
    }

    private func write(to bytes: inout [UInt8], indent: Int?) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let value): bytes += Self.number(value).utf8
        case .string(let value): Self.write(value, to: &bytes)
        case .array(let elements):
            Self.write(elements, in: (0x5B, 0x5D), to: &bytes, indent: indent) { element, bytes, indent in
                element.write(to: &bytes, indent: indent)
            }
        case .object(let object):
            Self.write(object.members, in: (0x7B, 0x7D), to: &bytes, indent: indent) {
                member,
                bytes,
                indent in
                Self.write(member.name, to: &bytes)
                bytes.append(0x3A)
                if indent != nil { bytes.append(0x20) }
                member.value.write(to: &bytes, indent: indent)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item],
        in brackets: (open: UInt8, close: UInt8),
        to bytes: inout [UInt8],
        indent: Int?,
        each: (Item, inout [UInt8], Int?) -> Void
    ) {
        func newLine(_ level: Int?) {
            guard let level else { return }
            bytes.append(0x0A)
            bytes += repeatElement(0x20, count: level)
        }
        bytes.append(brackets.open)
        let inner = indent.map { $0 + 2 }
        for (place, item) in items.enumerated() {
            if place > 0 { bytes.append(0x2C) }
            newLine(inner)
            each(item, &bytes, inner)
        }
        if !items.isEmpty { newLine(indent) }
        bytes.append(brackets.close)
    }

    /// The shortest number that reads back as the same double; JSON has no other numbers than finite ones.
    private static func number(_ value: Double) -> String {
        precondition(value.isFinite, "JSON has no infinity")
        if let integer = Int(exactly: value), abs(value) <= JSON.largestInteger { return String(integer) }
        return (value < 0 ? "-" : "") + JSONDecimal(value).text
    }

    /// The string in quotation marks; only what must be escaped is (RFC 8785 §3.2.2.2).
    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22: bytes += [0x5C, 0x22]
            case 0x5C: bytes += [0x5C, 0x5C]
            case 0x08: bytes += [0x5C, 0x62]
            case 0x09: bytes += [0x5C, 0x74]
            case 0x0A: bytes += [0x5C, 0x6E]
            case 0x0C: bytes += [0x5C, 0x66]
            case 0x0D: bytes += [0x5C, 0x72]
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes += "\\u\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits)".utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}
