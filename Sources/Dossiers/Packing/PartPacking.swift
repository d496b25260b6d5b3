// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Octets

/// Makes the entries of a sealed part's container from papers that one class of readers may see.
package struct PartPacking: Sendable {
    package let dossier: String
    package let from: OfficeReference
    package let readers: String
    package let documents: [DossierPacking.File]

    package init(dossier: String, from: OfficeReference, readers: String, documents: [DossierPacking.File]) {
        self.dossier = dossier
        self.from = from
        self.readers = readers
        self.documents = documents
    }

    /// The root and the documents, each with a fresh salt, under neutral names.
    ///
    /// - Throws: `DossierError` with `malformed` or `notADocument`.
    package func packed(
        using random: inout some RandomNumberGenerator
    ) throws(DossierError) -> (root: [UInt8], documents: [(name: String, bytes: [UInt8])]) {
        let root = PartDocument(
            salt: Salt.fresh(using: &random),
            dossier: dossier,
            from: from,
            readers: readers
        )
        var packed: [(name: String, bytes: [UInt8])] = []
        for (index, file) in documents.sorted(by: { $0.name < $1.name }).enumerated() {
            let name = "documents/" + (index < 9 ? "0" : "") + String(index + 1) + ".json"
            let salt = Salt.fresh(using: &random)
            packed.append((name, try SaltedDocument.bytes(file.bytes, name: file.name, salt: salt)))
        }
        return (root.json().bytes(.pretty), packed)
    }
}
