// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Bundles
import Dossiers
import Files
package import Octets
import Signatures
import TransparencyLog

extension Office {
    /// How long certificates and cards hold.
    enum Lifetime {
        static let day: Int64 = 86400
        static let authority = 3652 * day
        /// Officers and the seal: long enough that nobody must travel for a certificate, short enough that a lost key
        /// goes stale.
        static let signer = 1096 * day
        static let tls = 398 * day
        static let card = 398 * day
        /// Clocks of two offices differ; a fresh certificate must not come from the future.
        static let backdating = day
    }

    /// Makes an office's home: authority, seal, age identity, log, cosigner and TLS key, and the first card.
    ///
    /// With `sealToken` the seal's key is in that token already, and is not made.
    ///
    /// All is made in a hidden folder beside `home` and gets its name at the end, so that a failure leaves nothing.
    ///
    /// - Throws: `OfficeError` with `officeExists`, or what `OfficeProfile`, the vault and certificates throw.
    package static func create(
        home: String,
        profile: OfficeProfile,
        protection: KeyProtection,
        sealToken: TokenPlace? = nil,
        at now: Timestamp,
        using generator: inout some RandomNumberGenerator
    ) throws -> Office {
        guard !Folder.exists(home) else {
            let holdsOffice = Folder.exists(Folder.join(home, HomeLayout.profile))
            guard !holdsOffice, Folder.isFolder(home), try Folder.names(in: home).isEmpty else {
                throw OfficeError(.officeExists, ["path": home])
            }
            try Folder.deleteTree(home)
            return try create(
                home: home,
                profile: profile,
                protection: protection,
                sealToken: sealToken,
                at: now,
                using: &generator
            )
        }
        let folder = try PendingFolder(home)
        let layout = HomeLayout(folder.partial)
        for subfolder in [layout.keysFolder, layout.officersFolder, layout.cardsFolder, layout.trustFolder] {
            try Folder.create(subfolder)
        }
        try make(
            layout,
            profile: profile,
            protection: protection,
            sealToken: sealToken,
            at: now,
            using: &generator
        )
        try folder.place()
        return try Office(home: home)
    }

    private static func make(
        _ layout: HomeLayout,
        profile: OfficeProfile,
        protection: KeyProtection,
        sealToken: TokenPlace? = nil,
        at now: Timestamp,
        using generator: inout some RandomNumberGenerator
    ) throws {
        let vault = KeyVault(folder: layout.keysFolder)
        let authorityKey = try SigningKey.generate()
        let issuer = try CertificateIssuer(
            creating: DistinguishedName(
                country: profile.country,
                office: profile.id,
                name: profile.names.english
            ),
            key: authorityKey,
            validity: validity(Lifetime.authority, from: now),
            using: &generator
        )
        try vault.store(authorityKey, as: .authority, protection, using: &generator)
        let lock = try vault.createServiceLock(protection, using: &generator)

        let sealKey = try vault.newKey(.seal, in: sealToken)
        try vault.storeSeal(sealKey, in: sealToken, under: lock, using: &generator)
        let seal = try issuer.issue(
            .seal,
            for: sealKey.publicKey,
            subject: DistinguishedName(
                country: profile.country,
                office: profile.id,
                name: sealName(profile)
            ),
            validity: validity(Lifetime.signer, from: now),
            using: &generator
        )
        let tlsKey = try SigningKey.generate()
        try vault.store(tlsKey.pkcs8(), as: .tls, under: lock, using: &generator)
        let tls = try tlsCertificate(
            profile,
            key: tlsKey.publicKey,
            issuer: issuer,
            at: now,
            using: &generator
        )

        let identity: any KeyIdentity =
            profile.isClassical
            ? try X25519Identity(using: &generator) : try HybridIdentity(using: &generator)
        try vault.store(identity.text, as: .age, under: lock, using: &generator)
        let reference = OfficeReference(office: profile.id, authority: issuer.certificate.fingerprint)
        let logKey = try makeNoteKey(
            .log,
            name: reference.logOrigin,
            use: .log,
            in: vault,
            under: lock,
            using: &generator
        )
        let cosignerKey = try makeNoteKey(
            .cosigner,
            name: reference.cosignerName,
            use: .cosigner,
            in: vault,
            under: lock,
            using: &generator
        )

        try profile.write(to: layout.profilePath)
        try Folder.write(Array(issuer.certificate.pem.utf8), to: layout.authorityPath, mode: 0o644)
        try Folder.write(Array(seal.pem.utf8), to: layout.sealPath, mode: 0o644)
        try Folder.write(Array(tls.pem.utf8), to: layout.tlsPath, mode: 0o644)
        let revocations = try issuer.revocationList(
            number: 1,
            entries: [],
            thisUpdate: now,
            nextUpdate: now.adding(seconds: Lifetime.card)
        )
        let document = CardDocument(
            salt: Salt.fresh(using: &generator),
            serial: 1,
            office: profile.id,
            names: profile.names,
            country: profile.country,
            authority: issuer.certificate.fingerprint,
            authorityCertificate: issuer.certificate.der,
            sealCertificates: [seal.der],
            officerCertificates: [],
            recipients: [Card.general: [identity.publicRecipient.text]],
            logKey: logKey.description,
            cosignerKey: cosignerKey.description,
            crl: revocations.der,
            addresses: profile.addresses,
            issued: now,
            expires: now.adding(seconds: Lifetime.card)
        )
        try write(document, to: layout, authority: issuer.certificate, key: authorityKey, at: now)
    }

    private static func sealName(_ profile: OfficeProfile) -> String {
        // A certificate's name has 64 characters at most.
        String(String.UnicodeScalarView(("Seal of " + profile.names.english).unicodeScalars.prefix(64)))
    }

    /// From a day ago for `seconds`.
    static func validity(_ seconds: Int64, from now: Timestamp) throws -> Validity {
        try Validity(
            notBefore: now.adding(seconds: -Lifetime.backdating),
            notAfter: now.adding(seconds: seconds)
        )
    }

    /// Issues the service's TLS certificate for the hosts of the office's addresses, else for this machine alone.
    static func tlsCertificate(
        _ profile: OfficeProfile,
        key: PublicKey,
        issuer: CertificateIssuer,
        at now: Timestamp,
        using generator: inout some RandomNumberGenerator
    ) throws -> Certificate {
        let hosts = profile.addresses.compactMap { ServiceAddress($0)?.host }
        let names = try (hosts.isEmpty ? ["localhost", "127.0.0.1", "::1"] : hosts).map { host in
            guard let name = ServerName(host) else { throw OfficeError(.malformedAddress, ["address": host]) }
            return name
        }
        return try issuer.issue(
            .tls,
            for: key,
            subject: DistinguishedName(country: profile.country, office: profile.id, name: "TLS"),
            serverNames: names,
            validity: validity(Lifetime.tls, from: now),
            using: &generator
        )
    }
}
