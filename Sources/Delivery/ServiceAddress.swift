// SPDX-License-Identifier: Apache-2.0

/// Where an office's receiving service is: `https://HOST` or `https://HOST:PORT`, and nothing more.
struct ServiceAddress {
    let base: String

    /// - Throws: `DeliveryError` with `addressMalformed`.
    init(_ text: String) throws(DeliveryError) {
        let prefix = "https://"
        let rest = text.hasSuffix("/") ? text.dropLast() : text[...]
        let host = rest.dropFirst(prefix.count)
        let isPlain = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-.:[]".utf8.contains(byte)
            }
        }
        guard rest.hasPrefix(prefix), !host.isEmpty, isPlain else {
            throw DeliveryError(.addressMalformed, ["address": text])
        }
        base = String(rest)
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
