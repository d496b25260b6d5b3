// SPDX-License-Identifier: Apache-2.0

import ASiC
package import AgeEncryption
package import Dossiers
import JSONSchema
package import Octets

/// Opens the sealed parts of a dossier that was opened and found good.
package struct PartOpening {
    /// The identities of one class of readers.
    package let identities: [any KeyIdentity]
    package let trust: TrustStore
    package let policy: EncryptionPolicy
    /// The moment it is now.
    package let now: Timestamp

    package init(
        identities: [any KeyIdentity],
        trust: TrustStore,
        policy: EncryptionPolicy,
        now: Timestamp
    ) {
        self.identities = identities
        self.trust = trust
        self.policy = policy
        self.now = now
    }

    /// Decrypts `part` of `dossier` and checks that it is the one that the dossier's signers enclosed.
    ///
    /// - Parameters:
    ///   - part: as the referral lists it.
    ///   - dossier: that encloses it.
    ///   - judgement: what was found of that dossier: the part existed when its signatures did.
    ///   - bytes: the encrypted part.
    /// - Returns: the documents, by neutral name.
    /// - Throws: `BundleError` with `binding`, `encryptionPolicy`, `signatureInvalid`, `signatureIndeterminate` or
    ///   `rulesBroken`.
    package func open(
        _ part: Referral.Part,
        of dossier: DossierContainer,
        judged judgement: DossierJudgement,
        bytes: [UInt8]
    ) throws -> [DossierContainer.Document] {
        let locked = try LockedAgeFile(reading: MemorySource(bytes))
        try policy.check(locked.header.stanzas)
        guard locked.header.stanzas.count == part.recipients.count,
            identities.contains(where: { part.recipients.contains($0.publicRecipient.digest) })
        else { throw BundleError(.binding) }
        let contents = try ContainerReader(locked.unlock(with: identities)).read { _, _ in
            .keep(limit: Limits.document)
        }
        guard contents.kind == .part, let root = contents.kept[ContainerKind.part.rootDocument],
            contents.signatures.map({ SHA256Digest(of: $0.signedBytes) }) == part.manifests
        else { throw BundleError(.binding) }
        let enclosed = try PartDocument(JSON.parse(root))
        guard enclosed.dossier == dossier.referral.dossier, enclosed.from == dossier.referral.from,
            enclosed.readers == part.readers
        else { throw BundleError(.binding) }
        let outer = judgement.signatures.map(\.judged)
        let judge = SignatureJudge(trust, at: now, in: contents, outside: .enclosed(in: outer))
        for signature in contents.signatures {
            let judged = judge.judge(signature, in: .part)
            guard judged.isPassed else { throw BundleError(judged.refusal, reasons: judged.reasons) }
            guard trust.office(of: judged) == dossier.referral.from else { throw BundleError(.binding) }
        }
        return try contents.payload
            .filter { NeutralName.kind(of: $0.name) == .document }
            .map { try document($0, contents, part) }
    }

    /// A paper of the part, which must be of the part's class and follow its schema.
    private func document(
        _ entry: ContainerEntry,
        _ contents: ContainerContents,
        _ part: Referral.Part
    ) throws -> DossierContainer.Document {
        let bytes = contents.kept[entry.name] ?? []
        let value: JSONValue
        do {
            value = try JSON.parse(bytes)
        } catch {
            throw BundleError(.malformedDocument, ["document": entry.name], reasons: [Reason(error)])
        }
        guard let kind = DocumentKind(of: value), DocumentCatalog.shared.readers(of: kind) == part.readers,
            DocumentCatalog.shared.violations(in: value, kind: kind, form: .packed)?.isEmpty ?? false
        else { throw BundleError(.malformedDocument, ["document": entry.name]) }
        return DossierContainer.Document(name: entry.name, bytes: bytes, value: value)
    }
}
