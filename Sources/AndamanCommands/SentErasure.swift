// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Octets
import Offices
import TransparencyLog

/// That this office erased its own copy of a bundle that it sent.
///
/// A receipt is the receiver's to give, so this is a document of the sender's own. Its digest stands in his log
/// (`andaman/erasure/1 HEX`); the document lies with the notices of erasures, and is applied again after a restore.
struct SentErasure {
    private static let type = "urn:andaman:erasure:1"

    let identity: SHA256Digest
    let time: Timestamp
    let bytes: [UInt8]

    init(
        _ bundle: BundleReference,
        from office: OfficeReference,
        reason: String,
        at time: Timestamp,
        using generator: inout some RandomNumberGenerator
    ) {
        identity = bundle.identity
        self.time = time
        bytes = JSONValue.members([
            ("type", .string(Self.type)), ("salt", .string(Salt.fresh(using: &generator))),
            (
                "bundle",
                .members([("id", .string(bundle.id)), ("identity", .string(bundle.identity.hex))])
            ),
            (
                "office",
                .members([("id", .string(office.office)), ("authority", .string(office.authority.hex))])
            ),
            ("reason", .string(reason)), ("time", .string(time.description)),
        ]).bytes(.pretty)
    }

    /// - Throws: `OfficeError` with `damaged` for anything else.
    init(_ bytes: [UInt8]) throws {
        guard let document = try? JSON.parse(bytes), document["type"]?.string == Self.type,
            let identity = document["bundle"]?["identity"]?.string.flatMap({ SHA256Digest(hex: $0) }),
            let time = document["time"]?.string.flatMap({ Timestamp($0) })
        else { throw OfficeError(.damaged, ["path": "erasures"]) }
        self.identity = identity
        self.time = time
        self.bytes = bytes
    }

    /// The line in the log.
    func leaf() throws -> LogLeaf {
        try LogLeaf(kind: "erasure", digest: SHA256Digest(of: bytes))
    }
}
