// SPDX-License-Identifier: Apache-2.0

import Octets
import Signatures

/// Changes to a CMS signature that need no key, or no honest one (RFC 5652 §5).
enum MalleableSignature {
    /// A DER element with its children, where it has any.
    private struct Element {
        var tag: UInt8
        var content: [UInt8]

        init(tag: UInt8, content: [UInt8]) {
            self.tag = tag
            self.content = content
        }

        static func list(_ bytes: [UInt8]) -> [Element] {
            var elements: [Element] = []
            var rest = bytes[...]
            while let tag = rest.popFirst(), let first = rest.popFirst() {
                var length = Int(first)
                if first & 0x80 != 0 {
                    length = 0
                    for _ in 0..<(first & 0x7F) { length = length << 8 | Int(rest.removeFirst()) }
                }
                elements.append(Element(tag: tag, content: Array(rest.prefix(length))))
                rest = rest.dropFirst(length)
            }
            return elements
        }

        var children: [Element] {
            get { Self.list(content) }
            set { content = newValue.flatMap(\.encoded) }
        }

        var encoded: [UInt8] {
            var length: [UInt8] = []
            var rest = content.count
            repeat {
                length.insert(UInt8(rest & 0xFF), at: 0)
                rest >>= 8
            } while rest > 0
            if content.count >= 0x80 { length.insert(0x80 | UInt8(length.count), at: 0) }
            return [tag] + length + content
        }
    }

    /// SignedData, then its parts: version, digest algorithms, content info, certificates, signer infos.
    private static func changingSignedData(_ der: [UInt8], _ change: (inout [Element]) -> Void) -> [UInt8] {
        var info = Element.list(der)[0]
        var explicit = info.children[1]
        var data = explicit.children[0]
        change(&data.children)
        explicit.children = [data]
        info.children[1] = explicit
        return info.encoded
    }

    /// SignerInfo: version, sid, digest algorithm, signed attributes, signature algorithm, signature.
    private static func changingSigner(_ der: [UInt8], _ change: (inout [Element]) -> Void) -> [UInt8] {
        changingSignedData(der) { parts in
            var infos = parts[4]
            var signer = infos.children[0]
            change(&signer.children)
            infos.children = [signer]
            parts[4] = infos
        }
    }

    /// The ECDSA signature (r, s) as (r, n − s): it is as good as the first.
    static func negated(_ der: [UInt8]) throws -> [UInt8] {
        let order = try Hex.decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
        return changingSigner(der) { parts in
            var pair = Element.list(parts[5].content)[0]
            var s = pair.children[1].content
            if s.count == 33 { s.removeFirst() }
            s = [UInt8](repeating: 0, count: 32 - s.count) + s
            var difference = [UInt8](repeating: 0, count: 32)
            var borrow = 0
            for index in (0..<32).reversed() {
                let value = Int(order[index]) - Int(s[index]) - borrow
                borrow = value < 0 ? 1 : 0
                difference[index] = UInt8(value & 0xFF)
            }
            while difference.count > 1, difference[0] == 0, difference[1] < 0x80 { difference.removeFirst() }
            if difference[0] >= 0x80 { difference.insert(0, at: 0) }
            pair.children[1] = Element(tag: 0x02, content: difference)
            parts[5].content = pair.encoded
        }
    }

    /// One more certificate in the bag, which nothing signs.
    static func adding(_ certificate: Certificate, to der: [UInt8]) throws -> [UInt8] {
        changingSignedData(der) { parts in
            let bag = (parts[3].children.map(\.encoded) + [certificate.der])
                .sorted { $0.lexicographicallyPrecedes($1) }
            parts[3].content = Array(bag.joined())
        }
    }

    static func replacing(_ old: Certificate, by new: Certificate, in der: [UInt8]) throws -> [UInt8] {
        let replaced = changingSignedData(der) { parts in
            let bag = parts[3].children.map { $0.encoded == old.der ? new.der : $0.encoded }
                .sorted { $0.lexicographicallyPrecedes($1) }
            parts[3].content = Array(bag.joined())
        }
        return changingSigner(replaced) { parts in
            parts[1].children = [
                Element.list(new.issuer.der)[0], Element(tag: 0x02, content: positive(new.serial)),
            ]
        }
    }

    private static func positive(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        while bytes.count > 1, bytes[0] == 0 { bytes.removeFirst() }
        return bytes[0] >= 0x80 ? [0] + bytes : bytes
    }

    /// The signature with the attributes taken away that it is over.
    static func withoutSignedAttributes(_ der: [UInt8]) throws -> [UInt8] {
        changingSigner(der) { parts in _ = parts.remove(at: 3) }
    }
}
