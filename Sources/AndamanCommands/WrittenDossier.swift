// SPDX-License-Identifier: Apache-2.0

import Bundles
import Files
import Octets
import Offices
import Signatures

/// A dossier without attachments that a command writes in an officer's name: an answer, a notice.
struct WrittenDossier {
    let office: Office
    let officer: Officer
    let trust: TrustStore
    let papers: DossierFolder

    /// Signs it and seals it to `receiver` into `file`, which is still to be placed.
    ///
    /// - Returns: the signed dossier, and what was sealed.
    func seal(
        to receiver: Card,
        as bundle: UUIDv7,
        _ policy: EncryptionPolicy,
        into file: PendingFile,
        _ session: Session,
        using generator: inout some RandomNumberGenerator
    ) throws -> (dossier: [UInt8], sealed: Sealing.Outcome) {
        let checkpoint = try office.carriedCheckpoint(at: session.now)
        let signed = MemorySink(limit: Limits.documents)
        try DossierSigning(
            office: office.reference,
            signer: office.signer(officer, .origin, at: session.now, session.passphrases),
            trust: trust,
            checkpoint: checkpoint,
            now: session.now
        )
        .sign(papers, into: signed, progress: { _ in }, using: &generator)
        let dossier = signed.bytes
        let sealed = try Sealing(
            office: office.reference,
            seal: office.seal(.origin, at: session.now, session.passphrases),
            trust: trust,
            policy: policy,
            checkpoint: checkpoint,
            now: session.now
        )
        .seal(
            dossier: { MemorySource(dossier) },
            size: UInt64(dossier.count),
            to: [receiver],
            as: bundle,
            into: file,
            using: &generator
        )
        return (dossier, sealed)
    }
}
