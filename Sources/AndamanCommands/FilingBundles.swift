// SPDX-License-Identifier: Apache-2.0

import Bundles
import Catalogue
import Delivery
import Dossiers
import Files
import Octets
import Offices
import ReceivingService
import Registry

/// Files bundles from disk by the service's own path, whether they came on a stick or wait in quarantine.
///
/// What cannot be judged yet, for example because the sender's card has not arrived, is kept: the stick goes away.
struct FilingBundles {
    let service: ServiceFolder
    let intake: OfficeIntake
    let session: Session

    /// Unlocks what the intake needs of the office's keys.
    ///
    /// `bundlesPerMinute` is as in `OfficeIntake`.
    init(
        _ service: ServiceFolder,
        _ session: Session,
        bundlesPerMinute: Int = OfficeIntake.bundlesPerMinute
    ) throws {
        self.service = service
        self.session = session
        intake = try OfficeIntake(
            office: service.office,
            registry: service.registry,
            store: service.store,
            passphrases: session.passphrases,
            bundlesPerMinute: bundlesPerMinute
        )
    }

    /// Files a bundle that came, and writes its receipts beside it.
    func take(_ path: String) throws -> Outcome {
        let (outcome, copy) = try judge(path)
        defer { copy?.discard() }
        switch outcome {
        case .filed(let receipt, let identity, let isDuplicate):
            let receiptPath = try place(receipt, besides: path)
            // A stick that comes again takes back what happened meanwhile.
            for number in 2...Limits.receiptsOfBundle {
                guard let further = try intake.receipt(identity: identity, number: number) else { break }
                _ = try place(further, besides: path)
            }
            session.say(
                isDuplicate
                    ? .commandReceivedBefore(path: path, receipt: receiptPath)
                    : .commandReceived(path: path, receipt: receiptPath)
            )
            return .done
        case .refused(let receipt, _):
            let receiptPath = try place(receipt, besides: path)
            session.remark(.commandReceiveRefused(path: path, receipt: receiptPath))
            return .invalid
        case .rejectedUnsigned(let code):
            throw CommandError(.rejected, ["path": path, "code": code])
        case .unavailable(let code, _):
            let spool = try copy ?? self.copy(path)
            defer { spool.discard() }
            let isKept = try service.store.setAside(spool.path, digest: spool.digest)
            session.remark(
                isKept
                    ? .commandReceiveSetAside(code: code, path: path)
                    : .commandReceiveLater(code: code, path: path)
            )
            return .indeterminate
        }
    }

    /// Judges a bundle in quarantine again; it stays there only if it cannot be judged now either.
    ///
    /// Its sender gets the receipt when his service asks, or when the stick comes again.
    func takeFromQuarantine(_ path: String) throws -> Outcome {
        let (outcome, copy) = try judge(path)
        copy?.discard()
        switch outcome {
        case .filed:
            session.say(.commandReceivedFromQuarantine(path: path))
        case .refused:
            session.remark(.commandRefusedFromQuarantine(path: path))
        case .rejectedUnsigned(let code):
            throw CommandError(.rejected, ["path": path, "code": code])
        case .unavailable(let code, _):
            guard try isEnded(path) else {
                session.remark(.commandReceiveLater(code: code, path: path))
                return .indeterminate
            }
            session.remark(.commandQuarantineEnded(path: path))
        }
        try Folder.deleteFile(path)
        guard case .filed = outcome else { return .invalid }
        return .done
    }

    /// Judges a bundle, and files it where it may be; with the copy that was made, if one was.
    ///
    /// The envelope decides first: what is refused anyway must not fill the disk, however large a stick says that it is.
    private func judge(_ path: String) throws -> (IntakeOutcome, copy: SpoolFile?) {
        switch try admit(path) {
        case .answered(let outcome): return (outcome, nil)
        case .admitted(_, let identity):
            let spool = try copy(path)
            let outcome = try intake.file(
                spooledAt: spool.path,
                fileDigest: spool.digest,
                size: spool.count,
                admitted: identity,
                at: session.now
            )
            return (outcome, spool)
        }
    }

    private func admit(_ path: String) throws -> Admission {
        let bundle: SealedBundle
        do {
            let trust = try service.office.trust()
            bundle = try SealedBundle(envelopeOf: FileSource(path), trust: trust, at: session.now)
        } catch let error as any CodedError where !(error is FileError || error is OfficeError) {
            return .answered(.rejectedUnsigned(code: error.codeName))
        }
        let shown = ShownEnvelope(
            waybill: bundle.waybillBytes,
            manifest: bundle.manifest,
            signature: bundle.signature
        )
        return try intake.admit(shown, at: session.now)
    }

    /// Copies the bundle into the store's spool, and leaves room for the office's own work.
    private func copy(_ path: String) throws -> SpoolFile {
        let source = try FileSource(path)
        let volume = try service.store.volume()
        guard volume.free >= volume.reserve, volume.free - volume.reserve >= source.size else {
            throw FileError(.full, path: path)
        }
        let spool = try service.store.makeSpoolFile()
        try Progress(session, total: source.size).watching(source).copy(to: spool)
        return spool
    }

    /// Whether the waybill's time is over, after which nobody takes the bundle.
    private func isEnded(_ path: String) throws -> Bool {
        let trust = try service.office.trust()
        let bundle = try SealedBundle(envelopeOf: FileSource(path), trust: trust, at: session.now)
        return bundle.waybill.expires < session.now
    }

    /// Writes the receipt beside the bundle.
    private func place(_ receipt: [UInt8], besides path: String) throws -> String {
        var base = path
        if base.hasSuffix(FolderCarrier.bundleSuffix) { base.removeLast(FolderCarrier.bundleSuffix.count) }
        return try FolderCarrier.keep(receipt: receipt, as: base)
    }
}
