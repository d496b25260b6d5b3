// SPDX-License-Identifier: Apache-2.0

import Octets

/// Judges whether a national authority's certificate counts for an office: its own authority must list it.
///
/// The listing must hold at the moment at which the path must hold (`PathJudge`). An end counts like a revocation, from
/// when the office's authority can first have said it.
struct RosterJudge {
    private let listings: [SignerListing]?
    private let proven: ProvenInterval
    private let control: Timestamp

    init(_ trust: SignatureTrust, moment: Timestamp, proven: ProvenInterval) {
        listings = trust.listings
        self.proven = proven
        control = min(moment, proven.notAfter ?? moment)
    }

    /// Whom a roster says the certificate is of, before anything is known to hold: as good as a name in a certificate.
    func claim(of signer: Certificate) -> SignerListing? {
        let own = listings?.filter { $0.certificate == signer.fingerprint } ?? []
        return Set(own.map(\.authority)).count == 1 ? own.last { $0.from <= control } ?? own.first : nil
    }

    /// The one listing that holds.
    ///
    /// `notes` gets what is only claimed.
    func listing(
        of signer: Certificate,
        under national: NationalAuthority,
        _ notes: inout [SignatureError]
    ) throws(CMSSignature.Failure) -> SignerListing {
        guard control <= national.expires else {
            throw CMSSignature.Failure(.tryLater, .nationalStale, ["time": national.expires.description])
        }
        guard let listings else { throw CMSSignature.Failure(.noCertificateChainFound, .rosterMissing) }
        let own = listings.filter { $0.certificate == signer.fingerprint }
        let good = own.filter { $0.from <= control && $0.until.map { control < $0 } ?? true }
        guard good.count < 2 else {
            let offices = Set(good.map(\.office)).sorted().joined(separator: ", ")
            throw CMSSignature.Failure(.chainConstraintsFailure, .listedTwice, ["offices": offices])
        }
        guard let listing = good.first else { throw failure(own) }
        guard control <= listing.goodUntil else {
            throw CMSSignature.Failure(.tryLater, .rosterStale, ["time": listing.goodUntil.description])
        }
        return listing
    }

    private func failure(_ own: [SignerListing]) -> CMSSignature.Failure {
        if let ended = own.compactMap(\.until).filter({ $0 <= control }).max() {
            let isProven = proven.notBefore.map { $0 >= ended } ?? false
            return CMSSignature.Failure(
                isProven ? .revoked : .revokedNoProof,
                .listingEnded,
                ["time": ended.description]
            )
        }
        if let later = own.map(\.from).min() {
            return CMSSignature.Failure(
                .chainConstraintsFailure,
                .listingLater,
                ["time": later.description]
            )
        }
        return CMSSignature.Failure(.chainConstraintsFailure, .notListed)
    }
}
