// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Bundles
import Dossiers
import Files
import JSONSchema
import Octets
import Offices
import Signatures
import Testing
import TransparencyLog

/// An office whose keys are in memory.
struct TestOffice {
    let reference: OfficeReference
    let card: Card
    let sealKey: SigningKey
    let sealChain: [Certificate]
    let authorityKey: SigningKey
    let officers: [String: ContainerSigner]
    let identity: any KeyIdentity
    let log: NoteSigner
    let cosigner: NoteSigner

    /// Makes an office of this id with officers, each an id and a role.
    init(
        _ id: String,
        in folder: String,
        officers: [(String, String)],
        officerDays: Int64? = nil,
        isClassical: Bool = false
    ) throws {
        var random = SystemRandomNumberGenerator()
        let office = try Office.create(
            home: Folder.join(folder, id),
            profile: OfficeProfile(
                id: id,
                names: CardDocument.Names(english: "Office of \(id)"),
                country: nil,
                addresses: [],
                isClassical: isClassical
            ),
            protection: .unprotected,
            at: Exchange.founded,
            using: &random
        )
        var signers: [String: ContainerSigner] = [:]
        for (name, role) in officers {
            let officer = try office.createOfficer(
                id: name,
                name: name,
                role: role,
                days: officerDays,
                protection: .unprotected,
                authorityPassphrase: NoPassphrases(),
                at: Exchange.founded,
                using: &random
            )
            signers[name] = try office.signer(officer, .approval, at: Exchange.now, NoPassphrases())
        }
        reference = office.reference
        card = try office.card()
        let seal = try office.seal(.origin, at: Exchange.now, NoPassphrases())
        sealKey = seal.key
        sealChain = seal.chain
        var key = try Folder.read(Folder.join(office.home, "keys/authority.key"), limit: 4096)
        authorityKey = try SigningKey(pkcs8: SecretBytes(taking: &key))
        self.officers = signers
        identity = try office.identity(NoPassphrases())
        log = try office.logSigner(NoPassphrases())
        cosigner = try #require(try office.cosigner(NoPassphrases()))
    }

    var id: String { reference.office }
    var recipients: [any PublicRecipient] { [identity.publicRecipient] }

    func seal(_ commitment: Commitment = .origin, at moment: Timestamp = Exchange.now) -> ContainerSigner {
        ContainerSigner(key: sealKey, chain: sealChain, commitment: commitment, signedAt: moment)
    }

    /// A card of this office with another serial, time or recipients, signed by `signer` or its authority.
    func card(
        serial: Int = 2,
        recipients: [String: [String]]? = nil,
        issued: Timestamp? = nil,
        expires: Timestamp? = nil,
        logKey: String? = nil
    ) throws -> Card {
        try Card(
            container: try Forge.container(
                [
                    (
                        "card.json",
                        cardDocument(serial, recipients, issued, expires, logKey).json().bytes(.pretty)
                    )
                ],
                root: "card.json",
                signers: [authoritySigner]
            )
        )
    }

    var authoritySigner: ContainerSigner {
        ContainerSigner(
            key: authorityKey,
            chain: [card.authority],
            commitment: .origin,
            signedAt: Exchange.founded
        )
    }

    /// Makes receipts of this office, which name `cards`.
    func receipts(naming cards: [Card] = []) -> ReceiptMaking {
        ReceiptMaking(
            office: reference,
            seal: seal(.receipt),
            log: log,
            cards: cards,
            policy: .postQuantum,
            now: Exchange.now
        )
    }

    func cardDocument(
        _ serial: Int = 2,
        _ recipients: [String: [String]]? = nil,
        _ issued: Timestamp? = nil,
        _ expires: Timestamp? = nil,
        _ logKey: String? = nil
    ) -> CardDocument {
        let now = card.document
        return CardDocument(
            salt: now.salt,
            serial: serial,
            office: now.office,
            names: now.names,
            country: now.country,
            authority: now.authority,
            authorityCertificate: now.authorityCertificate,
            sealCertificates: now.sealCertificates,
            officerCertificates: now.officerCertificates,
            recipients: recipients ?? now.recipients,
            logKey: logKey ?? now.logKey,
            cosignerKey: now.cosignerKey,
            crl: now.crl,
            addresses: now.addresses,
            issued: issued ?? now.issued,
            expires: expires ?? now.expires
        )
    }
}

extension ReceiptMaking {
    /// Makes a receipt whose leaf is the third of a log of its own.
    func make(
        _ decision: ReceiptDocument.Decision,
        for bundle: SealedBundle,
        sender: Card,
        codes: [String] = [],
        reasons: [Reason] = [],
        using generator: inout some RandomNumberGenerator
    ) throws -> [UInt8] {
        var entries = MemoryLog()
        for byte in UInt8(1)...2 { _ = try entries.append([byte]) }
        return try make(
            decision,
            for: bundle.envelope,
            sender: sender,
            codes: codes,
            reasons: reasons,
            appending: { leaf, signer in try entries.append(leaf, signedBy: signer) },
            using: &generator
        )
    }
}

/// For keys that stand unprotected.
struct NoPassphrases: PassphraseSource {
    func passphrase(for lock: Lock, isNew: Bool) throws -> SecretBytes { throw OfficeError(.locked) }
}

/// Lends a fresh folder and deletes it afterwards.
func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
    var generator = SystemRandomNumberGenerator()
    let path = "/tmp/andaman-bundles-" + String(generator.next(), radix: 36)
    try Folder.create(path)
    defer { try? Folder.deleteTree(path) }
    return try body(path)
}
