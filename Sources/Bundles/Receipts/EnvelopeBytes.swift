// SPDX-License-Identifier: Apache-2.0

import Dossiers

/// A bundle's waybill, manifest and seal, byte for byte: what every receipt repeats of it.
struct EnvelopeBytes: Sendable {
    let reference: BundleReference
    let waybill: [UInt8]
    let manifest: [UInt8]
    let signature: [UInt8]
}

extension BundleEnvelope {
    var bytes: EnvelopeBytes {
        EnvelopeBytes(
            reference: reference,
            waybill: waybillBytes,
            manifest: manifest,
            signature: signature
        )
    }
}
