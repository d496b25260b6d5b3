// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Octets

/// The header fields of resumable uploads (draft-ietf-httpbis-resumable-upload-12), and ours for the envelope.
///
/// Fields are structured (RFC 9651): a value of another form counts as none, as the draft says.
enum UploadFields {
    /// The draft's interop version that is spoken here.
    static let interopVersion = 8
    static let partialType = "application/partial-upload"

    static func boolean(_ headers: HTTPFields, _ name: String) -> Bool? {
        switch value(headers, name) {
        case "?1": true
        case "?0": false
        default: nil
        }
    }

    /// A non-negative integer of at most fifteen digits.
    static func integer(_ headers: HTTPFields, _ name: String) -> UInt64? {
        guard let text = value(headers, name), (1...15).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return UInt64(text)
    }

    /// A byte sequence.
    static func bytes(_ headers: HTTPFields, _ name: String) -> [UInt8]? {
        guard let text = value(headers, name), text.utf8.count > 2, text.first == ":", text.last == ":" else {
            return nil
        }
        return try? Base64.decode(text.utf8.dropFirst().dropLast(), padded: true)
    }

    static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure() }
        return name
    }

    private static func value(_ headers: HTTPFields, _ field: String) -> String? {
        let values = headers[values: name(field)]
        return values.count == 1 ? values[0] : nil
    }
}

extension HTTPFields {
    mutating func set(_ name: String, _ value: String) {
        self[UploadFields.name(name)] = value
    }
}
