// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
package import Dossiers
import JSONSchema
package import Octets
package import Signatures
package import TransparencyLog

/// An office card: the names, certificates, recipients and addresses of an office, signed by its authority.
///
/// A card read here is sound in itself: its signature is that of the authority it names. Whether that authority is the
/// office's is for people to say, who compare fingerprints (`docs/trust.md`).
package struct Card: Sendable {
    package let document: CardDocument
    package let authority: Certificate
    /// Certificates of the seals in use.
    package let seals: [Certificate]
    package let revocations: RevocationList
    /// The container as it was read.
    package let bytes: [UInt8]

    /// The class of readers that opens dossiers.
    package static let general = "general"

    /// The office, as documents name it.
    package var reference: OfficeReference {
        OfficeReference(office: document.office, authority: authority.fingerprint)
    }

    package var fingerprint: Fingerprint { Fingerprint(of: authority.fingerprint) }

    /// The key of the office's log, where the card names one that can be this office's.
    package var logKey: VerifierKey? { document.logKey.flatMap(logKey) }

    /// The keys of the office's logs: the one in use, then those before it.
    package var logKeys: [VerifierKey] {
        ([document.logKey].compactMap { $0 } + document.formerLogKeys).compactMap(logKey)
    }

    private func logKey(_ text: String) -> VerifierKey? {
        guard let key = try? VerifierKey(parsing: text) else { return nil }
        return key.use == .log && reference.ownsLog(key.name) ? key : nil
    }

    /// The key with which the office cosigns other offices' logs.
    package var cosignerKey: VerifierKey? {
        let key = document.cosignerKey.flatMap { try? VerifierKey(parsing: $0) }
        return key.flatMap { $0.use == .cosigner && $0.name == reference.cosignerName ? $0 : nil }
    }

    /// Whether the card may be relied on at `moment`.
    package func isCurrent(at moment: Timestamp) -> Bool {
        document.issued <= moment && moment <= document.expires
    }

    /// The recipients of a class of readers, as the card gives them.
    ///
    /// - Throws: `BundleError` with `noRecipient`.
    package func recipients(of readers: String = Card.general) throws(BundleError) -> [String] {
        guard let recipients = document.recipients[readers], !recipients.isEmpty else {
            throw BundleError(.noRecipient, ["office": document.office, "class": readers])
        }
        return recipients
    }

    /// Tries every recipient once: a key that parses may still be of no use.
    ///
    /// - Throws: `AgeError` with `malformedRecipient`.
    package func tryRecipients() throws {
        for recipient in document.recipients.values.joined() { try AgeRecipients.parse(recipient).validate() }
    }

    /// Reads a card and checks that it is signed by the authority that it names.
    ///
    /// Its own time is not judged here: `isCurrent` tells a card that is past its end from one that was never good, so
    /// the signature is checked for the moment of issue that the signed card states.
    ///
    /// - Throws: what reading a container, a document or a certificate throws, and `BundleError` with `wrongKind` or
    ///   `cardNotSigned`.
    package init(container bytes: [UInt8]) throws {
        let contents = try ContainerReader(MemorySource(bytes)).read { _, _ in .keep(limit: Limits.document) }
        guard contents.kind == .card, contents.payload.count == 1, contents.signatures.count == 1,
            let json = contents.kept[ContainerKind.card.rootDocument]
        else { throw BundleError(.wrongKind, ["kind": ContainerKind.card.rawValue]) }
        document = try CardDocument(JSON.parse(json))
        authority = try Certificate(der: document.authorityCertificate)
        seals = try document.sealCertificates.map { try Certificate(der: $0) }
        revocations = try RevocationList(der: document.crl)
        self.bytes = bytes
        guard authority.fingerprint == document.authority, authority.subject.office == document.office,
            revocations.isAuthentic(under: authority)
        else { throw BundleError(.cardNotSigned) }
        let judged = SignatureJudge(
            authority: authority,
            revocations: revocations,
            at: document.issued,
            in: contents
        )
        .judge(contents.signatures[0], in: .card)
        guard judged.isPassed, judged.signer == authority else {
            throw BundleError(.cardNotSigned, reasons: judged.reasons)
        }
    }

    /// Makes a card's container, signed by the authority that the document names.
    package static func make(_ document: CardDocument, signer: ContainerSigner) throws -> Card {
        let file = MemorySink(limit: Limits.card)
        let writer = try ContainerWriter(to: file)
        try writer.add(ContainerKind.card.rootDocument, document.json().bytes(.pretty))
        try signer.sign(writer, kind: .card)
        try writer.finish()
        return try Card(container: file.bytes)
    }
}
