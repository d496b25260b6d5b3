// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
package import Octets

/// The envelope of a bundle as header fields show it ahead of the bytes; nothing of it is judged yet.
package struct ShownEnvelope: Hashable, Sendable {
    package let waybill: [UInt8]
    package let manifest: [UInt8]
    package let signature: [UInt8]

    package init(waybill: [UInt8], manifest: [UInt8], signature: [UInt8]) {
        self.waybill = waybill
        self.manifest = manifest
        self.signature = signature
    }

    /// Nil where one of the three fields is missing or malformed.
    init?(_ headers: HTTPFields) {
        guard let waybill = UploadFields.bytes(headers, "Andaman-Waybill"),
            let manifest = UploadFields.bytes(headers, "Andaman-Manifest"),
            let signature = UploadFields.bytes(headers, "Andaman-Signature")
        else { return nil }
        self.init(waybill: waybill, manifest: manifest, signature: signature)
    }
}

/// What the envelope alone says of a bundle.
package enum Admission: Hashable, Sendable {
    /// Its bytes may come: who sends it (the digest of his authority) and its identity.
    case admitted(sender: SHA256Digest, identity: SHA256Digest)
    /// It is answered already: known, refused, or not to be judged now.
    case answered(IntakeOutcome)
}
