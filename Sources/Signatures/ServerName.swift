// SPDX-License-Identifier: Apache-2.0

import Glibc
import SwiftASN1

/// A name or an address at which a TLS server is reached (RFC 5280 §4.2.1.6).
package enum ServerName: Hashable, Sendable {
    case dns(String)
    /// Four or sixteen bytes.
    case address([UInt8])

    /// The address or the host name written in `text`; nil for what is neither.
    ///
    /// A host name has letters, digits, hyphens and dots; no wildcard.
    package init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET, text, &bytes) == 1 {
            self = .address(Array(bytes.prefix(4)))
        } else if unsafe inet_pton(AF_INET6, text, &bytes) == 1 {
            self = .address(bytes)
        } else {
            let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            let isHostName = labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                    && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                            || (0x61...0x7a).contains(byte) || byte == UInt8(ascii: "-")
                    }
            }
            guard isHostName, text.utf8.count <= 253 else { return nil }
            self = .dns(text.lowercased())
        }
    }

    init?(_ node: ASN1Node) {
        guard case .primitive(let content) = node.content else { return nil }
        switch node.identifier {
        case .context(2): self = .dns(String(decoding: content, as: UTF8.self))
        case .context(7): self = .address(Array(content))
        default: return nil
        }
    }

    var der: [UInt8] {
        switch self {
        case .dns(let name): DEREncoding.contextPrimitive(2, Array(name.utf8))
        case .address(let bytes): DEREncoding.contextPrimitive(7, bytes)
        }
    }
}
