// SPDX-License-Identifier: Apache-2.0

/// An object identifier, kept as the content of its DER encoding (X.690 §8.19).
///
/// swift-asn1's own type holds no arc beyond 64 bits, and ours under 2.25 has 128 (X.667).
package struct ObjectIdentifier: Hashable, Sendable, CustomStringConvertible {
    let content: [UInt8]

    /// The identifier with these arcs, the first two of which the encoding joins.
    package init(_ arcs: UInt128...) {
        self.init(arcs: arcs)
    }

    private init(arcs: [UInt128]) {
        var content: [UInt8] = []
        for arc in [arcs[0] * 40 + arcs[1]] + arcs[2...] {
            var digits = [UInt8(arc & 0x7f)]
            var rest = arc >> 7
            while rest > 0 {
                digits.append(UInt8(rest & 0x7f) | 0x80)
                rest >>= 7
            }
            content += digits.reversed()
        }
        self.content = content
    }

    /// The identifier that `text` spells in decimal with dots; nil for anything else.
    package init?(_ text: String) {
        let arcs = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt128($0) }
        let known = arcs.compactMap(\.self)
        guard known.count == arcs.count, known.count >= 2, known[0] <= 2,
            known[1] < (known[0] == 2 ? UInt128.max - 80 : 40)
        else { return nil }
        self.init(arcs: known)
        guard description == text else { return nil }
    }

    /// The identifier that `content` encodes; nil where an arc is cut off, padded or longer than 128 bits.
    package init?(content: [UInt8]) {
        guard Self.arcs(of: content) != nil else { return nil }
        self.content = content
    }

    /// The arcs in decimal, with dots.
    package var description: String {
        guard let arcs = Self.arcs(of: content), let first = arcs.first else { return "" }
        let top = min(first / 40, 2)
        return ([top, first - top * 40] + arcs.dropFirst()).map(String.init).joined(separator: ".")
    }

    private static func arcs(of content: [UInt8]) -> [UInt128]? {
        guard let last = content.last, last < 0x80 else { return nil }
        var arcs: [UInt128] = []
        var arc: UInt128?
        for byte in content {
            guard arc != nil || byte != 0x80 else { return nil }
            let (shifted, overflow) = (arc ?? 0).multipliedReportingOverflow(by: 128)
            guard !overflow else { return nil }
            arc = shifted | UInt128(byte & 0x7f)
            if byte < 0x80 {
                arcs.append(arc ?? 0)
                arc = nil
            }
        }
        return arcs
    }
}
