// SPDX-License-Identifier: Apache-2.0

/// What a signer stands by (ETSI EN 319 122-1 §5.2.3).
package enum Commitment: String, CaseIterable, Sendable {
    /// The signer made and sent it.
    case origin
    /// The signer approves of it.
    case approval
    /// The signer received it.
    case receipt

    var identifier: ObjectIdentifier {
        switch self {
        case .origin: .proofOfOrigin
        case .approval: .proofOfApproval
        case .receipt: .proofOfReceipt
        }
    }

    init?(_ identifier: ObjectIdentifier) {
        guard let found = Self.allCases.first(where: { $0.identifier == identifier }) else { return nil }
        self = found
    }
}
