// SPDX-License-Identifier: Apache-2.0

package import Bundles
import Dossiers
import Files
package import Octets
import Signatures
import TransparencyLog

extension Office {
    private static let cardSuffix = ".card.asice"

    /// The office's newest card.
    package func card() throws -> Card {
        guard let newest = try Self.cards(in: layout.cardsFolder).last else {
            throw OfficeError(.damaged, ["path": layout.cardsFolder])
        }
        return try cardMemory.card(container: Folder.read(newest, limit: Limits.card))
    }

    /// Signs a further card, for changed addresses or before the last one ends, and a TLS certificate to go with it.
    ///
    /// - Parameters:
    ///   - addresses: where the service is reached; nil leaves them as they are.
    ///   - recipients: by class of readers, beside those of the card before.
    ///   - now: the moment it is.
    ///   - source: gives the authority's passphrase.
    ///   - generator: gives serial numbers and salts.
    /// - Returns: the new card.
    /// - Throws: `OfficeError` with `malformedAddress`, `locked` or `wrongPassphrase`, and what certificates and files
    ///   throw.
    package func renewCard(
        addresses: [String]?,
        recipients: [String: [String]] = [:],
        at now: Timestamp,
        _ source: any PassphraseSource,
        using generator: inout some RandomNumberGenerator
    ) throws -> Card {
        let key = try vault.signingKey(.authority, of: authority, source)
        let issuer = try CertificateIssuer(certificate: authority, key: key)
        let changes = CardChanges(addresses: addresses, recipients: recipients)
        return try renewCard(changes, issuer, key, at: now, using: &generator)
    }

    /// Signs a further card that differs from the last one by `changes`.
    func renewCard(
        _ changes: CardChanges,
        _ issuer: CertificateIssuer,
        _ key: SigningKey,
        at now: Timestamp,
        using generator: inout some RandomNumberGenerator
    ) throws -> Card {
        let before = try card().document
        let profile = try OfficeProfile(
            id: profile.id,
            names: profile.names,
            country: profile.country,
            addresses: changes.addresses ?? profile.addresses,
            isClassical: profile.isClassical
        )
        let revocations = try RevocationList(der: before.crl)
        let renewed = try issuer.revocationList(
            number: revocations.number + 1,
            entries: revocations.entries + changes.revoked,
            thisUpdate: now,
            nextUpdate: now.adding(seconds: Lifetime.card)
        )
        // It ends when the card does, so it is renewed with every card.
        let certificate = try Self.tlsCertificate(
            profile,
            key: changes.tlsKey ?? Self.certificate(layout.tlsPath).publicKey,
            issuer: issuer,
            at: now,
            using: &generator
        )
        try Folder.write(Array(certificate.pem.utf8), to: layout.tlsPath, existing: .replace, mode: 0o644)
        try profile.write(to: layout.profilePath)
        let document = CardDocument(
            salt: Salt.fresh(using: &generator),
            serial: before.serial + 1,
            office: before.office,
            names: before.names,
            country: before.country,
            authority: before.authority,
            authorityCertificate: before.authorityCertificate,
            sealCertificates: (changes.seal.map { [$0.der] } ?? []) + before.sealCertificates,
            officerCertificates: before.officerCertificates,
            recipients: before.recipients.merging(changes.recipients) { _, added in added },
            roster: changes.roster ?? before.roster,
            logKey: changes.logKey?.description ?? before.logKey,
            formerLogKeys: before.formerLogKeys
                + (changes.logKey == nil ? [] : [before.logKey].compactMap { $0 }),
            cosignerKey: before.cosignerKey,
            crl: renewed.der,
            addresses: profile.addresses,
            issued: now,
            expires: now.adding(seconds: Lifetime.card)
        )
        try noting(.cardIssued, serial: document.serial, parts: changes.parts, at: now) {
            try Self.write(document, to: layout, authority: authority, key: key, at: now)
        }
        return try card()
    }

    /// In what a new card differs from the one before.
    struct CardChanges {
        /// Nil leaves them as they are.
        var addresses: [String]?
        /// By class of readers, in place of those of the same class.
        var recipients: [String: [String]] = [:]
        var revoked: [RevocationList.Entry] = []
        /// A new seal's certificate; those before it stay in the card.
        var seal: Certificate?
        var tlsKey: PublicKey?
        /// The key of the log under its new name.
        var logKey: VerifierKey?
        /// The whole roster; nil leaves it as it is.
        var roster: [CardDocument.RosterEntry]?

        /// What changes, as the log's document says it.
        var parts: [String] {
            let all: [(String, Bool)] = [
                ("addresses", addresses != nil), ("recipients", !recipients.isEmpty),
                ("revocation", !revoked.isEmpty), ("seal", seal != nil), ("tls", tlsKey != nil),
                ("roster", roster != nil), ("log", logKey != nil),
            ]
            return all.filter(\.1).map(\.0)
        }
    }

    static func write(
        _ document: CardDocument,
        to layout: HomeLayout,
        authority: Certificate,
        key: SigningKey,
        at now: Timestamp
    ) throws {
        let signer = ContainerSigner(key: key, chain: [authority], commitment: .origin, signedAt: now)
        let card = try Card.make(document, signer: signer)
        let path = Folder.join(layout.cardsFolder, String(document.serial) + cardSuffix)
        try Folder.write(card.bytes, to: path, mode: 0o644)
    }

    /// The paths of the cards in `folder`, by rising serial.
    static func cards(in folder: String) throws -> [String] {
        try Folder.names(in: folder)
            .compactMap { name -> (Int, String)? in
                guard name.hasSuffix(cardSuffix), let serial = Int(name.dropLast(cardSuffix.count)) else {
                    return nil
                }
                return (serial, Folder.join(folder, name))
            }
            .sorted { $0.0 < $1.0 }
            .map(\.1)
    }
}
