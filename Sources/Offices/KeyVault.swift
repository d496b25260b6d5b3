// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Files
import Octets
import Synchronization

/// The office's private keys on disk: each in an age file of its own, or in a plain file where that was chosen.
///
/// The authority's and each officer's key stand under their own passphrase. The service's keys stand under one more
/// age identity, `service.lock`, which alone stands under the service's passphrase: one passphrase to work out, however
/// many keys are needed. Everything here opens with stock `age`.
final class KeyVault: Sendable {
    /// The home's folder of keys.
    let folder: String
    /// The opened service lock: working a passphrase out costs a second, and a command needs several keys.
    private let openedLock = Mutex<HybridIdentity?>(nil)

    private static let lockName = "service.lock"

    init(folder: String) {
        self.folder = folder
    }

    // MARK: Keeping

    /// Begins to keep the service's keys: makes the identity they stand under.
    func createServiceLock(
        _ protection: KeyProtection,
        using generator: inout some RandomNumberGenerator
    ) throws -> ServiceLock {
        guard case .passphrases(let source) = protection else { return .none }
        let identity = try HybridIdentity(using: &generator)
        let passphrase = try source.passphrase(for: .service, isNew: true)
        let recipient = PassphraseRecipient(passphrase, workFactor: Limits.scryptWorkFactorWritten)
        try write(identity.text, as: Self.lockName, to: recipient, using: &generator)
        return .recipient(identity.recipient)
    }

    /// Keeps one of the service's keys.
    func store(
        _ secret: SecretBytes,
        as name: KeyName,
        under lock: ServiceLock,
        using generator: inout some RandomNumberGenerator
    ) throws {
        switch lock {
        case .none: try writePlain(secret, as: name.fileName)
        case .recipient(let recipient): try write(secret, as: name.fileName, to: recipient, using: &generator)
        }
    }

    /// Keeps the authority's or an officer's key.
    func store(
        _ secret: SecretBytes,
        as name: KeyName,
        _ protection: KeyProtection,
        using generator: inout some RandomNumberGenerator
    ) throws {
        switch protection {
        case .unprotected:
            try writePlain(secret, as: name.fileName)
        case .passphrases(let source):
            let passphrase = try source.passphrase(for: name.lock, isNew: true)
            let recipient = PassphraseRecipient(passphrase, workFactor: Limits.scryptWorkFactorWritten)
            try write(secret, as: name.fileName, to: recipient, using: &generator)
        }
    }

    /// Deletes a key; one that is not there is no error.
    func remove(_ name: KeyName) throws {
        try Folder.deleteFile(path(name.fileName))
        try Folder.deleteFile(path(name.fileName) + ".age")
    }

    /// The way in which a further service key is to be kept, so that it stands beside the others.
    func serviceLock(_ source: any PassphraseSource) throws -> ServiceLock {
        guard Folder.exists(path(Self.lockName) + ".age") else { return .none }
        return .recipient(try lockIdentity(source).recipient)
    }

    // MARK: Opening

    /// Opens a key.
    ///
    /// - Throws: `OfficeError` with `wrongPassphrase` or `locked`, `FileError` with `missing`.
    func load(_ name: KeyName, _ source: any PassphraseSource) throws -> SecretBytes {
        if Folder.exists(path(name.fileName)) {
            return try read(FileSource(path(name.fileName), followingLinks: false))
        }
        let file = path(name.fileName) + ".age"
        guard name.lock == .service else { return try open(file, lock: name.lock, source) }
        let identity = try lockIdentity(source)
        return try read(AgeDecryptingSource.open(FileSource(file), identities: [identity]))
    }

    private func lockIdentity(_ source: any PassphraseSource) throws -> HybridIdentity {
        if let opened = openedLock.withLock({ $0 }) { return opened }
        let text = try open(path(Self.lockName) + ".age", lock: .service, source)
        let identity = try text.withBytes { try AgeIdentities.parse($0) }
        guard let identity = identity as? HybridIdentity else {
            throw OfficeError(.damaged, ["path": path(Self.lockName) + ".age"])
        }
        openedLock.withLock { $0 = identity }
        return identity
    }

    private func open(_ file: String, lock: Lock, _ source: any PassphraseSource) throws -> SecretBytes {
        let encrypted = try FileSource(file)
        let identity = PassphraseIdentity(try source.passphrase(for: lock, isNew: false))
        do {
            return try read(AgeDecryptingSource.open(encrypted, identities: [identity]))
        } catch let error as AgeError where error.code == .noMatch {
            throw OfficeError(.wrongPassphrase, ["path": file])
        }
    }

    // MARK: Bytes

    private func path(_ name: String) -> String { Folder.join(folder, name) }

    /// Reads a key straight into memory that will be wiped.
    private func read(_ source: any ByteSource) throws -> SecretBytes {
        var count = 0
        let all = try SecretBytes(count: Limits.identityFile) { target in
            while count < Limits.identityFile {
                var rest = target._mutatingExtracting(last: Limits.identityFile - count)
                let read = try source.read(into: &rest)
                if read == 0 { break }
                count += read
            }
        }
        return all.withBytes { SecretBytes(copying: $0.extracting(first: count)) }
    }

    private func write(
        _ secret: SecretBytes,
        as name: String,
        to recipient: some AgeRecipient,
        using generator: inout some RandomNumberGenerator
    ) throws {
        let file = try PendingFile(path(name) + ".age")
        let sink = try AgeEncryptingSink(to: file, recipients: [recipient], using: &generator)
        try secret.withBytes { try sink.write($0) }
        try sink.finish()
        try file.place()
    }

    private func writePlain(_ secret: SecretBytes, as name: String) throws {
        let file = try PendingFile(path(name))
        try secret.withBytes { try file.write($0) }
        try file.place()
    }
}

/// The private keys of an office.
enum KeyName: Hashable, Sendable {
    case authority
    case seal
    case age
    case log
    case cosigner
    case tls
    case readers(String)
    case officer(String)

    var fileName: String {
        switch self {
        case .authority: "authority.key"
        case .seal: "seal.key"
        case .age: "age.identity"
        case .log: "log.key"
        case .cosigner: "cosigner.key"
        case .tls: "tls.key"
        case .readers(let readers): "readers-\(readers).identity"
        case .officer(let id): "officer-\(id).key"
        }
    }

    var lock: Lock {
        switch self {
        case .authority: .authority
        case .officer(let id): .officer(id)
        case .readers(let readers): .readers(readers)
        case .seal, .age, .log, .cosigner, .tls: .service
        }
    }
}

/// How the service's keys are kept.
enum ServiceLock: Sendable {
    /// Plainly.
    case none
    /// Encrypted to the identity that the service's passphrase opens.
    case recipient(HybridRecipient)
}
