// SPDX-License-Identifier: Apache-2.0

package import AgeEncryption
package import Bundles
package import Dossiers
import Files
import JSONSchema
package import Octets
package import Signatures

/// An office's home: a folder with its certificates, keys, officers, cards and the cards of offices that it trusts.
///
/// ```
/// office.json            who the office is
/// authority.pem          the authority's certificate: what others pin
/// seal.pem  tls.pem      certificates of the service's keys
/// officers/ID.pem        certificates of officers
/// keys/                  private keys (`KeyVault`)
/// cards/SERIAL.card.asice    the office's own cards, all of them
/// trust/OFFICE/SERIAL.card.asice    cards of trusted offices, all of one authority
/// trust/DIGEST.national.pem  national authorities, and what they revoked in *.national.crl
/// trust-changes/         what was changed in all that, for the log (`TrustChanges`)
/// service/               what the receiving service keeps
/// erasures/IDENTITY.receipt.asice    what was erased: applied again whenever it is found not to be
/// ```
package struct Office: Sendable {
    package let home: String
    package let profile: OfficeProfile
    package let authority: Certificate
    package let sealCertificate: Certificate
    let vault: KeyVault
    /// Cards read once are known again, in this value and its copies.
    let cardMemory = CardMemory()

    /// Opens the office in `home`.
    ///
    /// - Throws: `OfficeError` with `noOffice` or `damaged`.
    package init(home: String) throws {
        guard Folder.exists(Folder.join(home, HomeLayout.profile)) else {
            throw OfficeError(.noOffice, ["path": home])
        }
        self.home = home
        let layout = HomeLayout(home)
        profile = try OfficeProfile(reading: layout.profilePath)
        authority = try Self.certificate(layout.authorityPath)
        sealCertificate = try Self.certificate(layout.sealPath)
        vault = KeyVault(folder: layout.keysFolder)
    }

    /// The office, as documents name it.
    package var reference: OfficeReference {
        OfficeReference(office: profile.id, authority: authority.fingerprint)
    }

    /// Where the receiving service keeps what it keeps.
    package var service: ServiceLayout { layout.service }

    /// Where the notices of erasures lie, apart from what a restore replaces.
    package var erasuresFolder: String { layout.erasuresFolder }

    var layout: HomeLayout { HomeLayout(home) }

    // MARK: Keys

    /// The seal, ready to sign at `moment`, with the commitment `origin` for bundles and `receipt` for receipts.
    package func seal(
        _ commitment: Commitment,
        at moment: Timestamp,
        _ source: any PassphraseSource
    ) throws -> ContainerSigner {
        seal(try sealKey(source), commitment, at: moment, carrying: [try card().revocations])
    }

    /// The seal's key, for a service that signs many times.
    package func sealKey(_ source: any PassphraseSource) throws -> SigningKey {
        try vault.signingKey(.seal, of: sealCertificate, source)
    }

    /// The seal with its key at hand; `lists` travel with what it signs.
    package func seal(
        _ key: SigningKey,
        _ commitment: Commitment,
        at moment: Timestamp,
        carrying lists: [RevocationList] = []
    ) -> ContainerSigner {
        ContainerSigner(
            key: key,
            chain: [sealCertificate, authority],
            commitment: commitment,
            signedAt: moment,
            revocationLists: lists
        )
    }

    /// The identity that opens bundles sent to this office.
    package func identity(_ source: any PassphraseSource) throws -> any KeyIdentity {
        try identityText(source).withBytes { try AgeIdentities.parse($0) }
    }

    /// The identities that open what was ever sealed to this office: the one in use, then those before it.
    ///
    /// A bundle that was on its way while the identity was renewed still opens.
    package func identities(_ source: any PassphraseSource) throws -> [any KeyIdentity] {
        let former = try vault.formerIdentities().map { number in
            try vault.load(.formerAge(number), source).withBytes { try AgeIdentities.parse($0) }
        }
        return [try identity(source)] + former.reversed()
    }

    /// The identity as a stock `age` identity file has it.
    package func identityText(_ source: any PassphraseSource) throws -> SecretBytes {
        try vault.load(.age, source)
    }

    /// The TLS key and certificates of the service, as PEM.
    package func transport(_ source: any PassphraseSource) throws -> (chain: [UInt8], key: SecretBytes) {
        (
            Array([try Self.certificate(layout.tlsPath), authority].pem.utf8),
            try SigningKey(pkcs8: vault.load(.tls, source)).pem()
        )
    }

    /// What the office seals to and opens.
    package var encryptionPolicy: EncryptionPolicy {
        profile.isClassical ? .classicalAllowed : .postQuantum
    }

    // MARK: Certificates on disk

    static func certificates(_ path: String) throws -> [Certificate] {
        let limit = Limits.certificate * Limits.certificates * 2
        let text = String(decoding: try Folder.read(path, limit: limit), as: UTF8.self)
        guard let chain = try? Certificate.all(pem: text) else { throw OfficeError(.damaged, ["path": path]) }
        return chain
    }

    static func certificate(_ path: String) throws -> Certificate {
        let bytes = try Folder.read(path, limit: Limits.certificate * 2)
        do {
            return try Certificate(pem: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw OfficeError(.damaged, ["path": path])
        }
    }
}
