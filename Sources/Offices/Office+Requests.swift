// SPDX-License-Identifier: Apache-2.0

import Bundles
import Dossiers
import Files
package import Octets
package import Signatures

/// Officers who make their keys themselves, so that nobody else ever held them.
extension Office {
    /// Makes an officer's key here and a request for its certificate; the authority's key is not needed.
    ///
    /// - Throws: `OfficeError` with `malformedIdentifier` or `officerExists`; `SignatureError` with `nameNotAccepted`.
    package func requestOfficer(
        id: String,
        name: String,
        role: String,
        protection: KeyProtection,
        using generator: inout some RandomNumberGenerator
    ) throws -> CertificateRequest {
        try OfficeProfile.checkIdentifier(id)
        guard !Folder.exists(layout.officerPath(id)) else {
            throw OfficeError(.officerExists, ["officer": id])
        }
        let subject = try DistinguishedName(
            country: profile.country,
            office: profile.id,
            name: name,
            officer: id,
            role: role
        )
        let key = try vault.newKey(.officer(id), in: protection.token)
        let request = try CertificateRequest(subject: subject, key: key)
        try vault.store(key, as: .officer(id), protection, using: &generator)
        try Folder.create(layout.requestsFolder)
        try Folder.write(Array(request.pem.utf8), to: layout.requestPath(id), existing: .replace, mode: 0o644)
        return request
    }

    /// Issues the certificate that `request` asks for, as the request names the officer.
    ///
    /// That the key is the sender's, the request has shown; that he is who he says, people have to know.
    ///
    /// - Throws: `OfficeError` with `requestNotAccepted`, `officerExists`, `locked` or `wrongPassphrase`.
    package func admit(
        _ request: CertificateRequest,
        days: Int64?,
        at now: Timestamp,
        _ source: any PassphraseSource,
        using generator: inout some RandomNumberGenerator
    ) throws -> Officer {
        let subject = request.subject
        guard let id = subject.officer, let role = subject.role, let name = subject.name,
            subject.office == profile.id, Signer.roles.contains(role),
            (try? OfficeProfile.checkIdentifier(id)) != nil
        else { throw OfficeError(.requestNotAccepted, ["field": "subject"]) }
        let path = layout.officerPath(id)
        guard !Folder.exists(path) else { throw OfficeError(.officerExists, ["officer": id]) }
        let key = try vault.signingKey(.authority, of: authority, source)
        let issuer = try CertificateIssuer(certificate: authority, key: key)
        let certificate = try issuer.issue(
            .officer,
            for: request.publicKey,
            // Put together here: nothing else that a request might say comes into a certificate.
            subject: DistinguishedName(
                country: profile.country,
                office: profile.id,
                name: name,
                officer: id,
                role: role
            ),
            validity: Self.validity(days.map { $0 * Lifetime.day } ?? Lifetime.signer, from: now),
            using: &generator
        )
        try noting(.certificateIssued, certificate: certificate.fingerprint, at: now) {
            try Folder.write(Array(certificate.pem.utf8), to: path, mode: 0o644)
        }
        return try officer(id)
    }

    /// Takes home the certificate that the authority issued for a key that was made here.
    ///
    /// - Throws: `OfficeError` with `requestNotAccepted` where it is not of this office's authority, or for another key.
    package func takeHome(_ certificate: Certificate) throws -> Officer {
        guard let id = certificate.subject.officer, certificate.profile == .officer,
            (try? OfficeProfile.checkIdentifier(id)) != nil, certificate.isIssued(by: authority)
        else { throw OfficeError(.requestNotAccepted, ["field": "issuer"]) }
        let requested = try? CertificateRequest(
            pem: String(
                decoding: Folder.read(layout.requestPath(id), limit: Limits.certificate * 2),
                as: UTF8.self
            )
        )
        guard requested?.publicKey == certificate.publicKey else {
            throw OfficeError(.requestNotAccepted, ["field": "subjectPublicKeyInfo"])
        }
        let path = layout.officerPath(id)
        guard !Folder.exists(path) else { throw OfficeError(.officerExists, ["officer": id]) }
        try Folder.write(Array(certificate.pem.utf8), to: path, mode: 0o644)
        return try officer(id)
    }
}
