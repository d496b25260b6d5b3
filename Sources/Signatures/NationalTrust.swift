// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A national certification authority that somebody here decided to believe about names.
package struct NationalAuthority: Hashable, Sendable {
    package let root: Certificate
    /// When that was last decided; nil where nobody wrote it down.
    package let pinnedAt: Timestamp?

    package init(root: Certificate, pinnedAt: Timestamp? = nil) {
        self.root = root
        self.pinnedAt = pinnedAt
    }

    /// Until when the decision holds before it must be taken again (`THREATS.md` 27).
    package var expires: Timestamp {
        let end = root.validity.notAfter
        return pinnedAt.map { min(end, $0.adding(seconds: Limits.nationalPin)) } ?? end
    }
}

/// National authorities, and what is known of the certificates that they revoked.
///
/// They say who somebody is, and for no office who may sign: for that the office's own authority lists the certificate
/// (`SignerListing`).
package struct NationalTrust: Hashable, Sendable {
    package let authorities: [NationalAuthority]
    /// Lists of any authority below them; each counts only where that authority signed it.
    package let revocationLists: [RevocationList]

    package init(authorities: [NationalAuthority], revocationLists: [RevocationList] = []) {
        self.authorities = authorities
        self.revocationLists = revocationLists
    }

    /// Believes nobody.
    package static let nobody = NationalTrust(authorities: [])

    /// The way from `certificate` to one of the authorities; nil where there is none, or where the certificate is not one
    /// whose bearer may sign papers.
    ///
    /// Neither times nor revocation are looked at.
    package func path(from certificate: Certificate, through others: [Certificate]) -> [Certificate]? {
        guard NationalProfile.deviation(of: certificate) == nil, !authorities.isEmpty,
            case .found(let path) = try? CertificatePath.find(
                from: certificate,
                through: others,
                to: authorities.map(\.root),
                isStrict: false
            )
        else { return nil }
        return path
    }
}

/// One line of an office's roster: whose national certificate signs for the office, and in which role.
package struct SignerListing: Hashable, Sendable {
    package let certificate: SHA256Digest
    package let office: String
    /// The SHA-256 of the authority certificate that signed the roster.
    package let authority: SHA256Digest
    package let officer: String
    package let role: String
    /// When the office's authority first listed it.
    package let from: Timestamp
    /// From when it was listed no more; nil where it still is.
    package let until: Timestamp?
    /// Until when the roster that says so may be relied on.
    package let goodUntil: Timestamp

    package init(
        certificate: SHA256Digest,
        office: String,
        authority: SHA256Digest,
        officer: String,
        role: String,
        from: Timestamp,
        until: Timestamp?,
        goodUntil: Timestamp
    ) {
        self.certificate = certificate
        self.office = office
        self.authority = authority
        self.officer = officer
        self.role = role
        self.from = from
        self.until = until
        self.goodUntil = goodUntil
    }
}
