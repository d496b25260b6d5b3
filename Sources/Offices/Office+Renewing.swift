// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
package import Bundles
import Dossiers
import Files
package import Octets
package import Signatures
import TransparencyLog

/// A key of the service that can be renewed under the pinned authority.
package enum RenewableKey: String, CaseIterable, Sendable {
    case seal
    case age
    case tls
    case log
}

extension Office {
    /// Makes a new key of the service in place of the one in use, and a card that names it.
    ///
    /// The authority stays, so nobody compares fingerprints again; the others take the card by its higher serial. The
    /// former age identity is kept, since bundles sealed to it may still arrive; a former seal's certificate stays in
    /// the card, and what it signed stays good. The log goes on under a new name with its leaves; its former key stays in
    /// the card, for the receipts of its time. A running service must be started again. The order of writing is key,
    /// certificate, card: cut off in between, the same renewal again puts things right.
    ///
    /// A seal in a token is renewed by another key in a token, or by the same one, that `sealToken` names.
    ///
    /// - Throws: `OfficeError` with `locked`, `wrongPassphrase` or `tokenNotNamed`, and what certificates, tokens and
    ///   files throw.
    package func renew(
        _ keys: Set<RenewableKey>,
        sealToken: TokenURI? = nil,
        at now: Timestamp,
        _ source: any PassphraseSource,
        using generator: inout some RandomNumberGenerator
    ) throws -> Card {
        let authorityKey = try vault.signingKey(.authority, of: authority, source)
        let issuer = try CertificateIssuer(certificate: authority, key: authorityKey)
        let lock = try vault.serviceLock(source)
        var changes = CardChanges()
        if keys.contains(.seal) {
            let token = try newSealPlace(sealToken, source)
            let key = try vault.newKey(.seal, in: token)
            let certificate = try issuer.issue(
                .seal,
                for: key.publicKey,
                subject: sealCertificate.subject,
                validity: Self.validity(Lifetime.signer, from: now),
                using: &generator
            )
            try vault.storeSeal(key, in: token, under: lock, using: &generator)
            try Folder.write(
                Array(certificate.pem.utf8),
                to: layout.sealPath,
                existing: .replace,
                mode: 0o644
            )
            changes.seal = certificate
        }
        if keys.contains(.age) {
            let identity: any KeyIdentity =
                profile.isClassical
                ? try X25519Identity(using: &generator) : try HybridIdentity(using: &generator)
            let number = (try vault.formerIdentities().last ?? 0) + 1
            try vault.store(identityText(source), as: .formerAge(number), under: lock, using: &generator)
            try vault.store(identity.text, as: .age, under: lock, existing: .replace, using: &generator)
            changes.recipients[Card.general] = [identity.publicRecipient.text]
        }
        if keys.contains(.tls) {
            let key = try SigningKey.generate()
            try vault.store(key.pkcs8(), as: .tls, under: lock, existing: .replace, using: &generator)
            changes.tlsKey = key.publicKey
        }
        if keys.contains(.log) {
            // A new name with the new key: receipts name the log, and a reader looks the key up by it.
            changes.logKey = try Self.makeNoteKey(
                .log,
                name: reference.logOrigin(after: logKeys().map(\.name)),
                use: .log,
                in: vault,
                under: lock,
                existing: .replace,
                using: &generator
            )
        }
        return try renewCard(changes, issuer, authorityKey, at: now, using: &generator)
    }

    /// Where the seal's new key is to be: a seal does not leave its token unnoticed.
    private func newSealPlace(_ uri: TokenURI?, _ source: any PassphraseSource) throws -> TokenPlace? {
        guard let uri else {
            guard try vault.token(.seal) == nil else {
                throw OfficeError(.tokenNotNamed, ["path": vault.tokenPath(.seal)])
            }
            return nil
        }
        return TokenPlace(uri, pins: source)
    }

    /// Revokes an officer's certificate: a new revocation list and a card that carries it.
    ///
    /// Of an officer with a national certificate, which only its own authority can revoke, the listing ends. It counts from now on. `claimedSince` says since when the key is held to be lost; that is told to readers, and does
    /// not reach back to what was proven to exist before (`docs/trust.md`).
    ///
    /// - Throws: `OfficeError` with `unknownOfficer`, `revokedAlready`, `futureTime`, `locked` or `wrongPassphrase`.
    package func revoke(
        officer id: String,
        reason: RevocationReason,
        claimedSince: Timestamp?,
        at now: Timestamp,
        _ source: any PassphraseSource,
        using generator: inout some RandomNumberGenerator
    ) throws -> Card {
        if let card = try unlist(officer: id, at: now, source, using: &generator) { return card }
        let officer = try officer(id)
        guard try card().revocations.entry(serial: officer.certificate.serial) == nil else {
            throw OfficeError(.revokedAlready, ["officer": id])
        }
        if let claimedSince, claimedSince > now {
            throw OfficeError(.futureTime, ["time": claimedSince.description])
        }
        let key = try vault.signingKey(.authority, of: authority, source)
        let issuer = try CertificateIssuer(certificate: authority, key: key)
        let entry = RevocationList.Entry(
            serial: officer.certificate.serial,
            date: now,
            reason: reason,
            claimedSince: claimedSince
        )
        return try renewCard(CardChanges(revoked: [entry]), issuer, key, at: now, using: &generator)
    }
}
