// SPDX-License-Identifier: Apache-2.0

import Bundles
package import Dossiers
import Files
package import Octets
package import Signatures

/// The office's roster: the national certificates whose bearers sign for it, in its card, under its authority's signature.
extension Office {
    /// Lists the certificate that `chain` begins with, by a new card; what follows leads to the national authority.
    ///
    /// - Throws: `OfficeError` with `malformedIdentifier`, `officerExists`, `listedAlready`, `nationalNotAccepted`,
    ///   `locked` or `wrongPassphrase`.
    package func list(
        _ chain: [Certificate],
        as signer: Signer,
        at now: Timestamp,
        _ source: any PassphraseSource,
        using generator: inout some RandomNumberGenerator
    ) throws -> Officer {
        try OfficeProfile.checkIdentifier(signer.officer)
        guard let certificate = chain.first else {
            throw OfficeError(.nationalNotAccepted, ["field": "certificate"])
        }
        let path = layout.officerPath(signer.officer)
        guard !Folder.exists(path) else { throw OfficeError(.officerExists, ["officer": signer.officer]) }
        guard certificate.profile == nil, certificate.validity.notAfter > now else {
            throw OfficeError(.nationalNotAccepted, ["field": "validity"])
        }
        guard try nationalTrust().path(from: certificate, through: chain) != nil else {
            throw OfficeError(.nationalNotAccepted, ["field": "issuer"])
        }
        let roster = try card().document.roster ?? []
        guard !roster.contains(where: { $0.certificate == certificate.fingerprint && $0.until == nil }) else {
            throw OfficeError(.listedAlready)
        }
        let key = try SigningKey(pkcs8: vault.load(.authority, source))
        let issuer = try CertificateIssuer(certificate: authority, key: key)
        let entry = CardDocument.RosterEntry(
            certificate: certificate.fingerprint,
            signer: signer,
            from: now
        )
        _ = try renewCard(CardChanges(roster: roster + [entry]), issuer, key, at: now, using: &generator)
        // The certificate last: an officer who is not listed does not exist.
        try Folder.write(Array(chain.pem.utf8), to: path, mode: 0o644)
        return try officer(signer.officer)
    }

    /// Ends the listing of the officer's certificate, by a new card; nil where he is not on the roster.
    func unlist(
        officer id: String,
        at now: Timestamp,
        _ source: any PassphraseSource,
        using generator: inout some RandomNumberGenerator
    ) throws -> Card? {
        let roster = try card().document.roster ?? []
        guard roster.contains(where: { $0.signer.officer == id }) else { return nil }
        guard roster.contains(where: { $0.signer.officer == id && $0.until == nil }) else {
            throw OfficeError(.revokedAlready, ["officer": id])
        }
        let key = try SigningKey(pkcs8: vault.load(.authority, source))
        let issuer = try CertificateIssuer(certificate: authority, key: key)
        let ended = roster.map { entry in
            guard entry.signer.officer == id, entry.until == nil else { return entry }
            return CardDocument.RosterEntry(
                certificate: entry.certificate,
                signer: entry.signer,
                from: entry.from,
                until: now
            )
        }
        return try renewCard(CardChanges(roster: ended), issuer, key, at: now, using: &generator)
    }

    /// Takes home the key of a national certificate that the office's newest card lists, under the officer's passphrase.
    ///
    /// - Throws: `OfficeError` with `notOnRoster`, ; `SignatureError` with `keyNotAccepted` for anything but a
    ///   plain P-256 key, or `keyMismatch`.
    package func takeHome(
        _ chain: [Certificate],
        key pem: SecretBytes,
        protection: KeyProtection,
        using generator: inout some RandomNumberGenerator
    ) throws -> Officer {
        let roster = try card().document.roster ?? []
        guard let certificate = chain.first,
            let entry = roster.first(where: { $0.certificate == certificate.fingerprint && $0.until == nil })
        else { throw OfficeError(.notOnRoster) }
        let key = try SigningKey(pkcs8: PrivateKeyPEM.pkcs8(pem))
        guard key.publicKey == certificate.publicKey else { throw SignatureError(.keyMismatch) }
        let id = entry.signer.officer
        let path = layout.officerPath(id)
        if Folder.exists(path) {
            guard try officer(id).certificate == certificate else {
                throw OfficeError(.officerExists, ["officer": id])
            }
        }
        try vault.store(key.pkcs8(), as: .officer(id), protection, using: &generator)
        if !Folder.exists(path) { try Folder.write(Array(chain.pem.utf8), to: path, mode: 0o644) }
        return try officer(id)
    }
}
