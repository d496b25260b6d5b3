// SPDX-License-Identifier: Apache-2.0

import Octets

/// The text form of DER (RFC 7468).
package enum PEM {
    /// Lines of 64 characters between the two boundaries.
    package static func encode(_ der: [UInt8], label: String) -> String {
        let body = Array(Base64.encode(der, padded: true).utf8)
        var text = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: body.count, by: 64) {
            text += String(decoding: body[start..<min(start + 64, body.count)], as: UTF8.self) + "\n"
        }
        return text + "-----END \(label)-----\n"
    }

    /// The DER of every block with this label; text outside the blocks is passed over.
    static func decode(_ text: String, label: String) throws(SignatureError) -> [[UInt8]] {
        var blocks: [[UInt8]] = []
        var body: String?
        for line in text.split(whereSeparator: \.isNewline) {
            if line == "-----BEGIN \(label)-----" {
                guard body == nil else { throw SignatureError.malformed("PEM") }
                body = ""
            } else if line == "-----END \(label)-----" {
                guard let text = body, let der = try? Base64.decode(text, padded: true) else {
                    throw SignatureError.malformed("PEM")
                }
                blocks.append(der)
                body = nil
            } else {
                body?.append(contentsOf: line)
            }
        }
        guard body == nil else { throw SignatureError.malformed("PEM") }
        return blocks
    }
}
