// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Catalogue
import Delivery
import Files
import Octets
import Offices
import Signatures

/// Fetches time-stamps from the office's authority and puts them where they belong.
struct FileStamping {
    /// What came of a file.
    enum Result: Equatable {
        /// A stamp was added: into the container, or beside it as the file of this path.
        case stamped(beside: String?)
        /// Every signature had its stamp already.
        case complete
    }

    /// The ending of the file with the stamp of a sealed bundle, which is never written anew.
    static let besideSuffix = ".tst"

    let session: Session
    private let settings: TimeAuthoritySettings
    private let url: String
    private let trust: TrustStore

    /// Prepares to ask the office's authority, at `url` where that is given.
    ///
    /// - Throws: `OfficeError` with `noTimeAuthority` where no root is known: a stamp that nobody can judge proves nothing;
    ///   `malformedTimeAddress`.
    init(_ session: Session, _ office: Office, url: String? = nil) throws {
        guard let settings = try office.timeAuthority() else { throw OfficeError(.noTimeAuthority) }
        let address = url ?? settings.url
        guard TimeAuthoritySettings.isAddress(address) else {
            throw OfficeError(.malformedTimeAddress, ["address": address])
        }
        self.session = session
        self.settings = settings
        self.url = address
        trust = try office.trust()
    }

    /// Fetches a token over `imprint`, which is checked to answer this request, and by its taker to be believed.
    func token(over imprint: SHA256Digest) async throws -> TimeStampToken {
        var generator = SystemRandomNumberGenerator()
        let request = TimeStampRequest(imprint: imprint, policy: settings.policy, using: &generator)
        let answer = try await TimeStampClient().unverifiedAnswer(to: request.der, from: url)
        return try request.token(in: answer)
    }

    /// Adds a stamp to each signature of the file that has none; a sealed bundle gets one beside it.
    func stamp(_ path: String) async throws -> Result {
        var renewal: EvidenceRenewal
        do {
            renewal = try EvidenceRenewal(FileSource(path), trust: trust, at: session.now)
        } catch let error as BundleError where error.code == .neverRewritten {
            return try await stampBeside(path)
        }
        for (place, imprint) in renewal.missingStamps {
            try renewal.add(await token(over: imprint), toSignature: place)
        }
        guard renewal.isChanged else { return .complete }
        try write(renewal, path)
        return .stamped(beside: nil)
    }

    /// Adds all evidence that is missing or due: stamps, certificates and lists, an archive time-stamp.
    ///
    /// - Throws: `BundleError` with `notRenewable` for a file that is not valid now.
    func renew(_ path: String) async throws -> Result {
        var renewal = try EvidenceRenewal(FileSource(path), trust: trust, at: session.now)
        let verification = try Verifier(trust: trust, at: session.now).verify(FileSource(path))
        guard verification.verdict == .valid else {
            throw BundleError(.notRenewable, reasons: verification.reasons + verification.rules)
        }
        for (place, imprint) in renewal.missingStamps {
            try renewal.add(await token(over: imprint), toSignature: place)
        }
        guard renewal.isArchiveDue else {
            guard renewal.isChanged else { return .complete }
            try write(renewal, path)
            return .stamped(beside: nil)
        }
        try renewal.addValidationData()
        try renewal.addArchive(await token(over: renewal.archiveImprint))
        try write(renewal, path)
        return .stamped(beside: nil)
    }

    private func write(_ renewal: EvidenceRenewal, _ path: String) throws {
        let file = try PendingFile(path, existing: .replace)
        try renewal.write(documentsOf: FileSource(path), to: file)
        try file.place(existing: .replace)
    }

    private func stampBeside(_ path: String) async throws -> Result {
        let target = path + Self.besideSuffix
        if Folder.exists(target) { return .complete }
        let digest = try FileDigest.sha256(of: path)
        let token = try await EvidenceRenewal.accept(
            token(over: digest),
            over: .sha256(digest),
            trust.time,
            at: session.now
        )
        try Folder.write(token.der, to: target, mode: 0o644)
        return .stamped(beside: target)
    }
}

enum FileDigest {
    /// The SHA-256 of a whole file, read once.
    static func sha256(of path: String) throws -> SHA256Digest {
        let source = DigestingSource(try FileSource(path))
        _ = try source.skip(.max)
        return source.digest
    }
}

extension FileStamping {
    /// Stamps what a command has just made, or notes that it awaits its time: an outage never stops work.
    ///
    /// Without a configured authority nothing happens, unless an address was given.
    static func attempt(_ path: String, _ session: Session, _ office: Office, url: String?) async throws {
        guard try url != nil || office.timeAuthority() != nil else { return }
        let absolute = try Folder.absolute(path)
        do {
            let result = try await FileStamping(session, office, url: url).stamp(absolute)
            if result != .complete { session.say(.commandStamped(path: path)) }
            try office.forgetAwaitingTime(absolute)
        } catch  where isOutage(error) {
            try office.noteAwaitingTime(absolute, at: session.now)
            session.remark(.commandAwaitingTime(path: path, reason: session.sentence(error)))
        }
    }

    /// Whether trying again later may help.
    static func isOutage(_ error: any Error) -> Bool {
        if let error = error as? SignatureError { return error.code == .stampRefused }
        return error is DeliveryError
    }
}
