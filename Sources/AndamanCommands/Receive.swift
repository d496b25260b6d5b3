// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Delivery
import Dossiers
import Files
import Octets
import Offices
import ReceivingService
import Registry

/// `receive FILE|DIR`: files bundles that came in a folder or on a stick, by the service's own path.
struct Receive: OfficeCommand {
    static let configuration = CommandConfiguration(act: "receive", .helpReceive)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpReceiveInput)))
    var input: String

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        let service = try ServiceFolder(office, at: session.now, isStarting: true)
        guard Folder.isFolder(input) else {
            if input.hasSuffix(FolderCarrier.receiptSuffix) {
                return try collect(input, service.outbox, session)
            }
            return try receive(input, intake(office, service, session), service.store, session)
        }
        let bundles = try FolderCarrier.bundles(in: input)
        let receipts = try FolderCarrier.receipts(in: input)
        if bundles.isEmpty, receipts.isEmpty { session.say(.commandNothingToReceive(path: input)) }
        var worst = Outcome.done
        if try Folder.listing(of: input).unreadable > 0 {
            let error = FileError(.unreadableName, path: input)
            session.complain(of: error)
            worst = Outcome(of: error)
        }
        // Receipts first: they need no key, and what they say must not wait for one.
        if !receipts.isEmpty {
            worst = worst.worse(each(receipts, session) { try collect($0, service.outbox, session) })
        }
        guard !bundles.isEmpty else { return worst }
        let intake = try intake(office, service, session)
        worst = worst.worse(
            each(bundles, session) { path in
                guard try isForUs(path, office, session) else {
                    session.say(.commandForOthers(path: path))
                    return .done
                }
                return try receive(path, intake, service.store, session)
            }
        )
        return worst
    }

    /// Whether a bundle on a stick is addressed to this office.
    ///
    /// On its way it passes other offices, and comes back by its sender's own. What cannot be read is for the intake to
    /// judge.
    private func isForUs(_ path: String, _ office: Office, _ session: Session) throws -> Bool {
        let source = try FileSource(path, followingLinks: false)
        guard let bundle = try? SealedBundle(envelopeOf: source, trust: office.trust(), at: session.now)
        else {
            return true
        }
        return bundle.waybill.to.contains(office.reference)
    }

    /// Takes file by file; one bad file never stops the rest.
    private func each(_ paths: [String], _ session: Session, _ take: (String) throws -> Outcome) -> Outcome {
        var worst = Outcome.done
        for path in paths {
            do {
                worst = worst.worse(try take(path))
            } catch {
                session.complain(of: error, about: path)
                worst = worst.worse(Outcome(of: error))
            }
        }
        return worst
    }

    private func intake(_ office: Office, _ service: ServiceFolder, _ session: Session) throws -> OfficeIntake
    {
        try OfficeIntake(
            office: office,
            registry: service.registry,
            store: service.store,
            passphrases: session.passphrases,
            // Who has the stick in his hand needs no protection from its sender's haste.
            bundlesPerMinute: 2 * Limits.carriedFiles
        )
    }

    /// Takes a receipt for a bundle that was sent from here; others, our own above all, are passed over.
    private func collect(_ path: String, _ outbox: Outbox, _ session: Session) throws -> Outcome {
        let bytes = try FolderCarrier.unverifiedReceipt(at: path)
        guard let (receipt, entry) = try outbox.take(unverifiedReceipt: bytes, at: session.now) else {
            return .done
        }
        let (office, time) = (entry.recipientOffice, receipt.document.time.description)
        guard receipt.document.decision != .refused else {
            let codes = receipt.document.codes.joined(separator: ", ")
            session.remark(.commandRefused(code: codes, office: office, path: path))
            return .invalid
        }
        session.say(.commandDelivered(office: office, path: path, time: time))
        return .done
    }

    private func receive(
        _ path: String,
        _ intake: OfficeIntake,
        _ store: SealedStore,
        _ session: Session
    ) throws -> Outcome {
        let outcome =
            switch try admit(path, intake, session) {
            case .answered(let outcome): outcome
            case .admitted(_, let identity): try file(path, as: identity, intake, store, session)
            }
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
            session.remark(.commandReceiveLater(code: code, path: path))
            return .indeterminate
        }
    }

    /// What the envelope decides by itself, before a byte is copied.
    ///
    /// What is refused anyway must not fill the disk, however large a stick says that it is.
    private func admit(_ path: String, _ intake: OfficeIntake, _ session: Session) throws -> Admission {
        let bundle: SealedBundle
        do {
            let trust = try session.office().trust()
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

    /// Copies the bundle and has it judged and filed from the copy.
    private func file(
        _ path: String,
        as identity: SHA256Digest,
        _ intake: OfficeIntake,
        _ store: SealedStore,
        _ session: Session
    ) throws -> IntakeOutcome {
        let source = try FileSource(path)
        let volume = try store.volume()
        guard volume.free >= volume.reserve, volume.free - volume.reserve >= source.size else {
            throw FileError(.full, path: path)
        }
        let spool = try store.makeSpoolFile()
        defer { spool.discard() }
        try Progress(session, total: source.size).watching(source).copy(to: spool)
        return try intake.file(
            spooledAt: spool.path,
            fileDigest: spool.digest,
            size: spool.count,
            admitted: identity,
            at: session.now
        )
    }

    /// Writes the receipt beside the bundle.
    private func place(_ receipt: [UInt8], besides path: String) throws -> String {
        var base = path
        if base.hasSuffix(FolderCarrier.bundleSuffix) { base.removeLast(FolderCarrier.bundleSuffix.count) }
        return try ReceiptFile.keep(receipt, as: base)
    }
}
