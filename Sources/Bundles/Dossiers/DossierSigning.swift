// SPDX-License-Identifier: Apache-2.0

import ASiC
package import Dossiers
import Files
import JSONSchema
package import Octets
import Signatures

/// Makes signed dossiers out of folders, and adds signatures to them.
package struct DossierSigning {
    package let office: OfficeReference
    /// The officer's key and certificates.
    package let signer: ContainerSigner
    package let trust: TrustStore
    /// To which kinds of recipients sealed parts may be encrypted.
    package let policy: EncryptionPolicy
    /// What the office has on record of withdrawn consents.
    package let withdrawals: WithdrawalLookup
    /// The newest head of the office's log that another office cosigned, to be signed along: proof of not before.
    package let checkpoint: [UInt8]?
    /// The moment it is now.
    package let now: Timestamp

    package init(
        office: OfficeReference,
        signer: ContainerSigner,
        trust: TrustStore,
        policy: EncryptionPolicy = .postQuantum,
        withdrawals: WithdrawalLookup = .none,
        checkpoint: [UInt8]? = nil,
        now: Timestamp
    ) {
        self.office = office
        self.signer = signer
        self.trust = trust
        self.policy = policy
        self.withdrawals = withdrawals
        self.checkpoint = checkpoint
        self.now = now
    }

    /// The officer as referrals list him.
    private var listing: Signer? { signer.officer }

    // MARK: From a folder

    /// Packs the folder and signs it, writing the dossier to `file`, not yet finished.
    ///
    /// `confirm` is shown what will be signed, before the key is used, and throws where the officer does not want to;
    /// `progress` is told how many bytes of attachments were read.
    ///
    /// - Throws: `DossierError`; `BundleError` with `rulesBroken`, `signerNotListed` or `changed`; what files throw.
    package func sign(
        _ folder: DossierFolder,
        into file: any PatchableSink,
        confirm: (SigningOutline) throws -> Void = { _ in },
        progress: (UInt64) -> Void,
        using generator: inout some RandomNumberGenerator
    ) throws {
        let references = [office] + trust.cards.map(\.reference)
        // All papers are judged as the folder has them: what goes into a sealed part is out of sight afterwards.
        let found = try folder.findings(at: now, trust: trust, withdrawals: withdrawals)
        let wrong = found.filter { $0.severity == .error }
        guard wrong.isEmpty else { throw BundleError(.rulesBroken, reasons: wrong.map { Reason($0) }) }
        let classes = Dictionary(grouping: folder.documents) { $0.readers }
        let parts = try parts(classes, of: folder, using: &generator)
        let packed = try DossierPacking(
            draft: folder.draft,
            documents: classes[DocumentCatalog.generalReaders, default: []],
            attachments: folder.attachmentNames,
            authorities: Dictionary(
                references.map { ($0.office, $0.authority) },
                uniquingKeysWith: { own, _ in own }
            ),
            signers: listing.map { [$0] } ?? [],
            parts: parts.map(\.listing)
        )
        .packed(at: now, using: &generator)
        let referral = try Referral(packed.root)
        guard let listing, referral.signers.contains(listing) else {
            throw BundleError(.signerNotListed, ["officer": listing?.officer ?? ""])
        }
        let findings = DossierRules.check(
            root: packed.root,
            documents: try packed.documents.map { ($0.name, try JSON.parse($0.bytes)) },
            stage: .signing,
            at: now,
            offices: trust.knownOffices
        )
        .filter { $0.severity == .error }
        guard findings.isEmpty else { throw BundleError(.rulesBroken, reasons: findings.map { Reason($0) }) }

        let bytes =
            [(ContainerKind.dossier.rootDocument, packed.referral)]
            + packed.documents.map { ($0.name, $0.bytes) } + parts.map { ($0.listing.name, $0.bytes) }
        try confirm(
            SigningOutline(
                referral,
                signer: listing,
                standing: .cosigner,
                owed: referral.signers,
                digests: Dictionary(bytes.map { ($0.0, SHA256Digest(of: $0.1)) }) { first, _ in first }
            )
        )
        let writer = try ContainerWriter(to: file)
        try writer.add(ContainerKind.dossier.rootDocument, packed.referral)
        if let checkpoint { try writer.add(CarriedCheckpoint.name, checkpoint) }
        for document in packed.documents { try writer.add(document.name, document.bytes) }
        for part in parts { try writer.add(part.listing.name, part.bytes) }
        var done: UInt64 = 0
        for attachment in packed.attachments {
            let source = try FileSource(folder.attachmentPath(attachment.originalName), followingLinks: false)
            let before = done
            try withoutActuallyEscaping(progress) { progress in
                let reporting = ReportingSource(source) { progress(before + $0) }
                try writer.add(attachment.name, size: source.size, from: reporting)
            }
            done += source.size
        }
        try signer.sign(writer, kind: .dossier)
        try writer.finish()
    }

    /// Makes a sealed part of each class of papers that is not for every reader, for the receivers that the draft names.
    private func parts(
        _ classes: [String: [DossierPacking.File]],
        of folder: DossierFolder,
        using generator: inout some RandomNumberGenerator
    ) throws -> [PartMaking.Part] {
        let closed = classes.keys.filter { $0 != DocumentCatalog.generalReaders }.sorted()
        guard !closed.isEmpty else { return [] }
        let receivers = try (folder.draft["to"]?.array ?? []).map { receiver in
            let office = receiver["office"]?.string ?? ""
            guard let card = trust.card(of: office) else {
                throw DossierError(.officeUnknown, ["office": String(office.prefix(Limits.officeID))])
            }
            return card
        }
        let making = PartMaking(
            dossier: folder.draft["dossier"]?.string ?? "",
            office: office,
            signer: signer,
            receivers: receivers,
            policy: policy
        )
        var parts: [PartMaking.Part] = []
        for readers in closed {
            parts.append(
                try making.make(
                    number: parts.count + 1,
                    readers: readers,
                    documents: classes[readers, default: []],
                    using: &generator
                )
            )
        }
        return parts
    }

    // MARK: To a dossier that is signed

    /// Whether the officer signs as one whom the referral lists or as the other office's.
    package enum Standing: Sendable {
        case cosigner
        case countersigner
    }

    /// Adds the officer's signature to the dossier that `open` gives, twice, writing the whole to `file`.
    ///
    /// `confirm` is as in `sign`.
    ///
    /// - Throws: `BundleError` with `signerNotListed`, `alreadySigned`, `rulesBroken`, or what `DossierJudgement` finds against the
    ///   signatures that stand already; what reading and writing throw.
    package func cosign(
        dossier open: () throws -> any ByteSource,
        into file: any PatchableSink,
        confirm: (SigningOutline) throws -> Void = { _ in }
    ) throws -> Standing {
        let outline = try DossierContainer.read(open()) { _, _ in .skip }
        let referral = outline.referral
        guard let listing else { throw BundleError(.signerNotListed, ["officer": ""]) }
        let standing: Standing
        if referral.from == office, referral.signers.contains(listing) {
            standing = .cosigner
        } else if referral.to.contains(office) {
            standing = .countersigner
        } else {
            throw BundleError(.signerNotListed, ["officer": listing.officer])
        }
        let isOurs = standing == .cosigner
        let judgement = try DossierJudgement(
            outline,
            trust: trust,
            at: now,
            stage: isOurs ? .signing : .received(by: referral.to),
            rulesAt: isOurs ? now : referral.created,
            withdrawals: isOurs ? withdrawals.touching(referral.json) : [],
            unread: .checkedLater
        )
        try judgement.requireSignable(asCountersigner: standing == .countersigner)
        guard !judgement.signatures.contains(where: { $0.judged.signer == signer.chain.first }) else {
            throw BundleError(.alreadySigned, ["officer": listing.officer])
        }
        if !isOurs {
            let findings = DossierRules.countersignerFindings(root: referral.json, listing)
            guard findings.isEmpty else {
                throw BundleError(.rulesBroken, reasons: findings.map { Reason($0) })
            }
        }
        try confirm(
            SigningOutline(
                referral,
                signer: listing,
                standing: standing,
                owed: judgement.owed,
                digests: outline.documentDigests.compactMapValues { SHA256Digest(bytes: $0) }
            )
        )
        // Reads the whole and refuses a document that is not what was signed.
        let writer = try ContainerWriter(extending: open(), to: file)
        guard writer.documentDigests == outline.documentDigests,
            writer.entries.filter({ !$0.isPayload }) == outline.contents.entries.filter({ !$0.isPayload })
        else { throw BundleError(.changed) }
        try signer.sign(writer, kind: .dossier)
        try writer.finish()
        return standing
    }
}

extension ContainerWriter {
    /// What the manifests that stand already say of the documents.
    fileprivate var documentDigests: [String: [UInt8]] {
        digests(entries.filter(\.isPayload).map { ($0.name, $0.sha256?.bytes ?? []) })
    }
}

extension DossierContainer {
    fileprivate var documentDigests: [String: [UInt8]] {
        digests(
            (contents.signatures.first?.references ?? []).map { ($0.reference.name, $0.reference.digest) }
        )
    }
}

private func digests(_ pairs: [(String, [UInt8])]) -> [String: [UInt8]] {
    Dictionary(pairs, uniquingKeysWith: { first, _ in first })
}

extension DossierPacking.File {
    /// The class of readers that the paper is for; a paper that cannot be read is for everybody, and refused as such.
    fileprivate var readers: String {
        guard let value = try? JSON.parse(bytes), let kind = DocumentKind(of: value) else {
            return DocumentCatalog.generalReaders
        }
        return DocumentCatalog.shared.readers(of: kind)
    }
}
