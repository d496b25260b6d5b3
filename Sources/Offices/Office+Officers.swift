// SPDX-License-Identifier: Apache-2.0

package import Bundles
import Files
package import Octets
package import Signatures

/// An officer of the office, as the certificate says.
package struct Officer: Sendable {
    package let id: String
    package let name: String
    package let role: String
    package let certificate: Certificate

    fileprivate init?(_ certificate: Certificate) {
        let subject = certificate.subject
        guard let id = subject.officer, let name = subject.name, let role = subject.role else { return nil }
        self.id = id
        self.name = name
        self.role = role
        self.certificate = certificate
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
        try Folder.write(Array(certificate.pem.utf8), to: path, mode: 0o644)
        return try officer(id)
    }

    /// - Throws: `OfficeError` with `unknownOfficer`.
    package func officer(_ id: String) throws -> Officer {
        let path = layout.officerPath(id)
        guard (try? OfficeProfile.checkIdentifier(id)) != nil, Folder.exists(path) else {
            throw OfficeError(.unknownOfficer, ["officer": id])
        }
        guard let officer = Officer(try Self.certificate(path)) else {
            throw OfficeError(.damaged, ["path": path])
        }
        return officer
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
        ContainerSigner(
            key: try vault.signingKey(.officer(officer.id), of: officer.certificate, source),
            chain: [officer.certificate, authority],
            commitment: commitment,
            signedAt: moment,
            revocationLists: [try card().revocations]
        )
    }
}
