// SPDX-License-Identifier: Apache-2.0

/// Where an office's receiving service is: `https://HOST` or `https://HOST:PORT`, and nothing more.
struct ServiceAddress {
    let base: String

    /// - Throws: `DeliveryError` with `addressMalformed`.
    init(_ text: String) throws(DeliveryError) {
        let prefix = "https://"
        let rest = text.hasSuffix("/") ? text.dropLast() : text[...]
        guard rest.hasPrefix(prefix), Self.isAuthority(rest.dropFirst(prefix.count)) else {
            throw DeliveryError(.addressMalformed, ["address": text])
        }
        base = String(rest)
    }

    /// HOST or HOST:PORT (RFC 3986 §3.2); HOST is a name, an IPv4 address, or an IPv6 address in brackets.
    ///
    /// It may come from another office's card, and a port beyond 65535 ends the process inside the HTTP library.
    private static func isAuthority(_ text: Substring) -> Bool {
        let isBracketed = text.hasPrefix("[")
        guard let end = isBracketed ? text.firstIndex(of: "]") : text.firstIndex(of: ":") ?? text.endIndex
        else { return false }
        let host = isBracketed ? text[..<end].dropFirst() : text[..<end]
        let rest = isBracketed ? text[end...].dropFirst() : text[end...]
        let isHost = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"),
                UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "."):
                true
            case UInt8(ascii: "G")...UInt8(ascii: "Z"), UInt8(ascii: "g")...UInt8(ascii: "z"),
                UInt8(ascii: "-"):
                !isBracketed
            default: isBracketed && byte == UInt8(ascii: ":")
            }
        }
        guard !host.isEmpty, isHost else { return false }
        guard !rest.isEmpty else { return true }
        let digits = rest.dropFirst().utf8
        // `UInt16` takes a sign, an address does not.
        return rest.first == ":" && digits.allSatisfy { (0x30...0x39).contains($0) }
            && UInt16(rest.dropFirst()).map { $0 > 0 } == true
    }

    var bundles: String { base + "/v1/bundles" }
    var card: String { base + "/v1/card" }
    var witness: String { base + "/log/witness/add-checkpoint" }

    /// Where the receipt for the bundle of this identity is.
    func receipt(_ identity: String) -> String {
        "\(base)/v1/bundles/\(identity)/receipt"
    }

    /// Where its receipt of this number is, from 1 on.
    func receipt(_ identity: String, number: Int) -> String {
        "\(base)/v1/bundles/\(identity)/receipts/\(number)"
    }
}
