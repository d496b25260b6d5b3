// SPDX-License-Identifier: Apache-2.0

import Octets

/// DER in the making (X.690): each function gives one whole element.
enum DEREncoding {
    /// One element with a tag of its own.
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        if content.count < 0x80 { return [tag, UInt8(content.count)] + content }
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(rest & 0xff), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { element(0x30, Array(parts.joined())) }

    static func sequence(of parts: [[UInt8]]) -> [UInt8] { element(0x30, Array(parts.joined())) }

    /// A SET OF in the one order that DER allows (X.690 §11.6).
    static func set(of parts: [[UInt8]]) -> [UInt8] {
        element(0x31, Array(parts.sorted { $0.lexicographicallyPrecedes($1) }.joined()))
    }

    /// A constructed element `[number]`.
    static func context(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { element(0xa0 | number, content) }

    /// A primitive element `[number]`.
    static func contextPrimitive(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        element(0x80 | number, content)
    }

    static func boolean(_ value: Bool) -> [UInt8] { element(0x01, [value ? 0xff : 0]) }

    /// An INTEGER that is not negative, from its bytes, most significant first.
    static func integer(_ bytes: [UInt8]) -> [UInt8] {
        var content = Array(bytes.drop { $0 == 0 })
        if content.first.map({ $0 >= 0x80 }) ?? true { content.insert(0, at: 0) }
        return element(0x02, content)
    }

    static func integer(_ value: UInt64) -> [UInt8] {
        integer((0..<8).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) })
    }

    static func identifier(_ identifier: ObjectIdentifier) -> [UInt8] { element(0x06, identifier.content) }

    static func octets(_ bytes: [UInt8]) -> [UInt8] { element(0x04, bytes) }

    static func bits(_ bytes: [UInt8], unused: UInt8 = 0) -> [UInt8] { element(0x03, [unused] + bytes) }

    static func text(_ text: String) -> [UInt8] { element(0x0c, Array(text.utf8)) }

    static func printable(_ text: String) -> [UInt8] { element(0x13, Array(text.utf8)) }

    /// A Time: UTCTime up to 2049, GeneralizedTime after (RFC 5280 §4.1.2.5, RFC 5652 §11.3).
    static func time(_ time: Timestamp) -> [UInt8] {
        let digits = digits(of: time)
        let year = digits.prefix(4).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return (1950..<2050).contains(year)
            ? element(0x17, Array(digits.dropFirst(2))) : element(0x18, digits)
    }

    /// A GeneralizedTime, where a field takes nothing else.
    static func generalizedTime(_ time: Timestamp) -> [UInt8] { element(0x18, digits(of: time)) }

    private static func digits(of time: Timestamp) -> [UInt8] {
        Array(time.description.utf8.filter { !"-:T".utf8.contains($0) })
    }

    /// An AlgorithmIdentifier without parameters.
    static func algorithm(_ identifier: ObjectIdentifier) -> [UInt8] { sequence(Self.identifier(identifier)) }
}
