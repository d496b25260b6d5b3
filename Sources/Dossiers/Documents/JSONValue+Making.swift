// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Octets

extension JSONValue {
    static func strings(_ strings: [String]) -> JSONValue {
        .array(strings.map { .string($0) })
    }

    static func digests(_ digests: [SHA256Digest]) -> JSONValue {
        strings(digests.map(\.hex))
    }

    static func time(_ time: Timestamp) -> JSONValue {
        .string(time.description)
    }

    static func base64(_ bytes: [UInt8]) -> JSONValue {
        .string(Base64.encode(bytes, padded: true))
    }
}
