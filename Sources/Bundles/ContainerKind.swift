// SPDX-License-Identifier: Apache-2.0

import ASiC

/// The kinds of container, told apart by the root document that their manifests name.
package enum ContainerKind: String, CaseIterable, Sendable {
    case dossier
    case sealedBundle = "sealed-bundle"
    case receipt
    case card
    case extract
    /// What a verification found, told to others.
    case report
    /// Papers for one class of readers, encrypted inside a dossier.
    case part

    package var rootDocument: String {
        switch self {
        case .dossier: "referral.json"
        case .sealedBundle: "waybill.json"
        case .receipt: "receipt.json"
        case .card: "card.json"
        case .extract: "extract.json"
        case .report: "report.json"
        case .part: "part.json"
        }
    }
}

extension ContainerContents {
    /// What kind of container of ours this is; nil for other people's.
    package var kind: ContainerKind? {
        let root = signatures.first?.references.first { $0.reference.isRootDocument }?.reference.name
        return ContainerKind.allCases.first { $0.rootDocument == root }
    }
}
