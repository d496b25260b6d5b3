// SPDX-License-Identifier: Apache-2.0

import ASiC
package import Dossiers
import JSONSchema
import Octets

/// What a receipt says, whoever signed it.
///
/// For lists of receipts that this office made, or verified before it kept them: a list of a thousand is not to cost a
/// thousand signatures. Nothing is decided by it.
package struct UnverifiedReceipt: Sendable {
    package let document: ReceiptDocument
    package let waybill: Waybill

    /// - Throws: as `Receipt` does for a container or document that cannot be read.
    package init(container bytes: [UInt8]) throws {
        let contents = try ContainerReader(MemorySource(bytes)).read { _, _ in .keep(limit: Limits.document) }
        guard contents.kind == .receipt, let json = contents.kept[ContainerKind.receipt.rootDocument],
            let waybillBytes = contents.kept[ContainerKind.sealedBundle.rootDocument]
        else { throw BundleError(.wrongKind, ["kind": ContainerKind.receipt.rawValue]) }
        document = try ReceiptDocument(JSON.parse(json))
        waybill = try Waybill(JSON.parse(waybillBytes))
    }
}
