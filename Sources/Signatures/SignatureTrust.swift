// SPDX-License-Identifier: Apache-2.0

/// Whom a verifier trusts, and what it knows about revoked certificates.
///
/// The anchors are pinned authorities; the system's web authorities never count.
package struct SignatureTrust: Hashable, Sendable {
    package let anchors: [Certificate]
    /// Lists of any authority; each counts only where that authority signed it.
    package let revocationLists: [RevocationList]

    /// OCSP answers of any authority; each counts only where that authority answers for it.
    package let statusResponses: [StatusResponse]
    /// National authorities, whose certificates count for an office only where `listings` has them.
    package let national: NationalTrust
    /// The rosters of the offices; nil where no office's card has one.
    package let listings: [SignerListing]?

    package init(
        anchors: [Certificate],
        revocationLists: [RevocationList] = [],
        statusResponses: [StatusResponse] = [],
        national: NationalTrust = .nobody,
        listings: [SignerListing]? = nil
    ) {
        self.anchors = anchors
        self.revocationLists = revocationLists
        self.statusResponses = statusResponses
        self.national = national
        self.listings = listings
    }
}
