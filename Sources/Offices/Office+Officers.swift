// SPDX-License-Identifier: Apache-2.0

package import Bundles
import Dossiers
import Files
package import Octets
package import Signatures

/// An officer of the office, as the certificate says.
package struct Officer: Sendable {
    package let id: String
    package let name: String
    package let role: String
    package let certificate: Certificate
    /// What stands between the certificate and its authority; empty where the office issued it itself.
    package let intermediates: [Certificate]
    /// Whether a national authority issued the certificate, so that the roster says who he is here.
    package let isNational: Bool

    /// Somebody whom the roster lists.
    fileprivate init(_ chain: [Certificate], _ certificate: Certificate, _ entry: CardDocument.RosterEntry) {
        id = entry.signer.officer
        name = certificate.subject.name ?? entry.signer.officer
        role = entry.signer.role
        self.certificate = certificate
        intermediates = Array(chain.dropFirst())
        isNational = true
    }

    fileprivate init?(_ certificate: Certificate) {
        let subject = certificate.subject
        guard let id = subject.officer, let name = subject.name, let role = subject.role else { return nil }
        self.id = id
        self.name = name
        self.role = role
        self.certificate = certificate
        intermediates = []
        isNational = false
    }
}

extension Office {
    /// Makes a personal signing key for an officer and issues its certificate, for `days` where that is to be shorter.
    ///
    /// With `protection` in a token the key is there already and is not made.
    ///
    /// - Throws: `OfficeError` with `malformedIdentifier`, `officerExists`, `locked` or `wrongPassphrase`;
    ///   `SignatureError` with `nameNotAccepted` or the codes about tokens.
    package func createOfficer(
        id: String,
        name: String,
        role: String,
        days: Int64? = nil,
        protection: KeyProtection,
        authorityPassphrase source: any PassphraseSource,
        at now: Timestamp,
        using generator: inout some RandomNumberGenerator
    ) throws -> Officer {
        try OfficeProfile.checkIdentifier(id)
        let path = layout.officerPath(id)
        guard !Folder.exists(path) else { throw OfficeError(.officerExists, ["officer": id]) }
        let subject = try DistinguishedName(
            country: profile.country,
            office: profile.id,
            name: name,
            officer: id,
            role: role
        )
        let issuer = try CertificateIssuer(
            certificate: authority,
            key: vault.signingKey(.authority, of: authority, source)
        )
        let key = try vault.newKey(.officer(id), in: protection.token)
        let certificate = try issuer.issue(
            .officer,
            for: key.publicKey,
            subject: subject,
            validity: Self.validity(days.map { $0 * Lifetime.day } ?? Lifetime.signer, from: now),
            using: &generator
        )
        // A key without a certificate is what an earlier try left behind that was cut off: nobody can sign with it.
        try vault.remove(.officer(id))
        try vault.store(key, as: .officer(id), protection, using: &generator)
        // The certificate last: an officer whose key could not be kept does not exist.
        try noting(.certificateIssued, certificate: certificate.fingerprint, at: now) {
            try Folder.write(Array(certificate.pem.utf8), to: path, mode: 0o644)
        }
        return try officer(id)
    }

    /// - Throws: `OfficeError` with `unknownOfficer`.
    package func officer(_ id: String) throws -> Officer {
        let path = layout.officerPath(id)
        guard (try? OfficeProfile.checkIdentifier(id)) != nil, Folder.exists(path) else {
            throw OfficeError(.unknownOfficer, ["officer": id])
        }
        let chain = try Self.certificates(path)
        if chain.count == 1, chain[0].profile == .officer, let officer = Officer(chain[0]) { return officer }
        // Of several lines about one certificate the last is in force.
        let entries = try card().document.roster ?? []
        guard
            let entry = entries.last(where: {
                $0.certificate == chain[0].fingerprint && $0.signer.officer == id
            })
        else { throw OfficeError(.damaged, ["path": path]) }
        return Officer(chain, chain[0], entry)
    }

    /// The officers, by id.
    package func officers() throws -> [Officer] {
        try Folder.names(in: layout.officersFolder)
            .filter { $0.hasSuffix(".pem") }
            .map { try officer(String($0.dropLast(".pem".count))) }
    }

    /// The officer's key and certificates, ready to sign at `moment`.
    package func signer(
        _ officer: Officer,
        _ commitment: Commitment,
        at moment: Timestamp,
        _ source: any PassphraseSource
    ) throws -> ContainerSigner {
        let key = try vault.signingKey(.officer(officer.id), of: officer.certificate, source)
        guard officer.isNational else {
            return ContainerSigner(
                key: key,
                chain: [officer.certificate, authority],
                commitment: commitment,
                signedAt: moment,
                revocationLists: [try card().revocations]
            )
        }
        let trust = try nationalTrust()
        let path = trust.path(from: officer.certificate, through: officer.intermediates)
        let chain = path ?? [officer.certificate] + officer.intermediates
        return ContainerSigner(
            key: key,
            chain: chain,
            commitment: commitment,
            signedAt: moment,
            // Those of this path alone: any other would be taken for a forged one.
            revocationLists: trust.revocationLists.filter { list in
                chain.contains { list.isAuthentic(under: $0) }
            },
            officer: Signer(officer: officer.id, role: officer.role)
        )
    }
}
