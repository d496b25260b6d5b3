// SPDX-License-Identifier: Apache-2.0

import ASiC
package import Octets
package import Signatures

/// Adds evidence of time to a container: what is missing, in its order, without a network.
///
/// 1. A time-stamp in each signature (CAdES-T), 2. certificates and revocation lists beside it (CAdES-LT), 3. an archive
/// time-stamp over everything, renewed before the one before it ends (EN 319 162-1 annex A.7). Whoever calls fetches the
/// tokens for the digests that are named here. A sealed bundle is never rewritten; its stamp stands beside it.
package struct EvidenceRenewal {
    private let trust: TrustStore
    /// The moment it is now.
    private let now: Timestamp
    private let contents: ContainerContents
    private var container: ContainerExtension
    private var signatures: [CMSSignature]

    /// Reads the container in `source` to its end.
    ///
    /// - Throws: what reading a container or a signature throws; `BundleError` with `neverRewritten` for a kind that
    ///   stays as it was made.
    package init(_ source: any ByteSource, trust: TrustStore, at now: Timestamp) throws {
        contents = try ContainerReader(source).read { _, _ in .digest }
        guard let kind = contents.kind, [.dossier, .receipt, .card, .extract].contains(kind) else {
            throw BundleError(.neverRewritten)
        }
        self.trust = trust
        self.now = now
        container = ContainerExtension(contents)
        signatures = try contents.signatures.map { try CMSSignature(der: $0.signature) }
    }

    package var isChanged: Bool { container.isChanged }

    // MARK: Signature time-stamps

    /// What must be stamped for each signature that has no time-stamp yet, by the signature's place from 0.
    ///
    /// Empty once an archive time-stamp is over the signatures: they stay as they are, and it proves their time.
    package var missingStamps: [(place: Int, imprint: SHA256Digest)] {
        guard !container.isArchived else { return [] }
        return signatures.enumerated().filter { $0.element.timeStampTokens.isEmpty }
            .map { ($0.offset, SHA256Digest(of: $0.element.signatureValue)) }
    }

    /// Puts a time-stamp into the signature at `place`.
    ///
    /// - Throws: `BundleError` with `stampNotTrusted` for a token that would prove nothing here; `SignatureError`.
    package mutating func add(_ token: TimeStampToken, toSignature place: Int) throws {
        let content = StampedContent.bytes(signatures[place].signatureValue)
        let token = try Self.accept(token, over: content, trust.time, at: now)
        try replace(signatures[place].extended(token: token), at: place)
    }

    /// The token as it is kept; one that is not evidence here and now is refused.
    ///
    /// - Throws: `BundleError` with `stampNotTrusted`; `SignatureError`.
    package static func accept(
        _ token: TimeStampToken,
        over content: StampedContent,
        _ trust: TimeTrust,
        at now: Timestamp
    ) throws -> TimeStampToken {
        let verdict = token.verify(over: content, trust: trust, at: now)
        guard verdict.isPassed else {
            throw BundleError(.stampNotTrusted, reasons: verdict.reasons.map { Reason($0) })
        }
        return try token.trimmed(to: verdict.path)
    }

    // MARK: Long term

    /// Puts into each signature what a verifier will need once nobody can be asked: the certificates up to the roots, and
    /// the revocation lists of every authority on the way (CAdES-LT).
    package mutating func addValidationData() throws {
        guard !container.isArchived else { return }
        for (place, signature) in signatures.enumerated() {
            var certificates: [Certificate] = []
            var lists: [RevocationList] = []
            let issuers = signature.certificates.compactMap { trust.card(issuing: $0) }
            certificates += issuers.map(\.authority)
            lists += issuers.map(\.revocations)
            let above = trust.national.authorities.map(\.root).filter { root in
                signature.certificates.contains { $0.issuer == root.subject }
            }
            certificates += above
            lists += trust.national.revocationLists.filter { list in
                (signature.certificates + above).contains { list.isAuthentic(under: $0) }
            }
            for stamp in signature.stamps(trust: trust.time, at: now) where stamp.isPassed {
                certificates += stamp.path
                lists += trust.time.revocationLists.filter { list in
                    stamp.path.contains { list.isAuthentic(under: $0) }
                }
            }
            // The newest of each authority; an older one adds nothing.
            let all = signature.revocationLists + lists
            lists = lists.filter { list in
                !all.contains { $0.issuer == list.issuer && $0.number > list.number }
            }
            try replace(signature.extended(certificates: certificates, revocationLists: lists), at: place)
        }
    }

    // MARK: Archive time-stamps

    /// What must be stamped for an archive time-stamp over everything as it now is.
    package var archiveImprint: SHA256Digest { SHA256Digest(of: container.archiveManifest) }

    /// Whether an archive time-stamp is due: there is none, or the newest ends within a year and is not fresh.
    package var isArchiveDue: Bool {
        guard let newest = contents.timestamps.last else { return true }
        let verdict = TimeStampToken.verify(
            der: newest.signature,
            over: .bytes(newest.signedBytes),
            trust: trust.time,
            at: now
        )
        // One that does not hold any more is past help by a further one; that is for the verdict to tell.
        guard verdict.isPassed, let made = verdict.info?.time,
            let end = verdict.path.map(\.validity.notAfter).min()
        else { return false }
        return end < now.adding(seconds: Self.lead) && made < now.adding(seconds: -Self.pause)
    }

    /// In seconds: how long before its end a stamp is renewed, and how long a fresh one is left alone even so.
    private static let lead: Int64 = 365 * 86400
    private static let pause: Int64 = 90 * 86400

    /// Puts the archive time-stamp over `archiveImprint` into the container.
    ///
    /// - Throws: `BundleError` with `stampNotTrusted`.
    package mutating func addArchive(_ token: TimeStampToken) throws {
        let content = StampedContent.bytes(container.archiveManifest)
        container.archiveStamp = try Self.accept(token, over: content, trust.time, at: now).der
    }

    // MARK: Writing

    /// Writes the container with its new evidence; `source` gives the one that was read, once more.
    package func write(documentsOf source: any ByteSource, to sink: any PatchableSink) throws {
        try container.write(documentsOf: source, to: sink)
    }

    private mutating func replace(_ signature: CMSSignature, at place: Int) {
        signatures[place] = signature
        container.signatures[place] = signature.der
    }
}
