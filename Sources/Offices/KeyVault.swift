// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Files
import Octets
import Signatures
import Synchronization

/// The office's private keys on disk: each in an age file of its own, or in a plain file where that was chosen.
///
/// The authority's and each officer's key stand under their own passphrase. The service's keys stand under one more
/// age identity, `service.lock`, which alone stands under the service's passphrase: one passphrase to work out, however
/// many keys are needed. Everything here opens with stock `age`.
///
/// The seal's and an officer's key may be in a token instead: then a file `….token` has its URI (`TokenURI`), and counts
/// where there is also a key's file, which only a change that was cut off leaves behind.
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
    ///
    /// `existing` says whether a key of the name may be replaced, which is then gone.
    func store(
        _ secret: SecretBytes,
        as name: KeyName,
        under lock: ServiceLock,
        existing: PendingFile.Existing = .refuse,
        using generator: inout some RandomNumberGenerator
    ) throws {
        switch lock {
        case .none: try writePlain(secret, as: name.fileName, existing: existing)
        case .recipient(let recipient):
            try write(secret, as: name.fileName, to: recipient, existing: existing, using: &generator)
        }
    }

    /// Keeps the seal's key: in its token, or under the service's lock, where it takes the place of the one before.
    func storeSeal(
        _ key: SigningKey,
        in token: TokenPlace?,
        under lock: ServiceLock,
        using generator: inout some RandomNumberGenerator
    ) throws {
        if let token { return try note(token.uri, as: .seal) }
        try store(key.pkcs8(), as: .seal, under: lock, existing: .replace, using: &generator)
    }

    /// The numbers of identities that were in use before, the oldest first.
    func formerIdentities() throws -> [Int] {
        try Folder.names(in: folder)
            .compactMap { name in
                let parts = name.split(separator: ".")
                guard parts.count >= 2, parts[0].hasPrefix("age-"), parts[1] == "identity" else { return nil }
                return Int(parts[0].dropFirst("age-".count))
            }
            .sorted()
    }

    /// Keeps the authority's or an officer's key, or notes in which token it is.
    func store(
        _ key: SigningKey,
        as name: KeyName,
        _ protection: KeyProtection,
        using generator: inout some RandomNumberGenerator
    ) throws {
        if let token = protection.token { return try note(token.uri, as: name) }
        try store(key.pkcs8(), as: name, protection, using: &generator)
        try Folder.deleteFile(tokenPath(name))
    }

    /// Keeps what has a passphrase of its own.
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
        case .token: throw SignatureError(.tokenKeyStays)
        }
    }

    /// Deletes a key; one that is not there is no error.
    ///
    /// What is in a token stays there.
    func remove(_ name: KeyName) throws {
        try Folder.deleteFile(tokenPath(name))
        try removeFiles(name)
    }

    private func removeFiles(_ name: KeyName) throws {
        try Folder.deleteFile(path(name.fileName))
        try Folder.deleteFile(path(name.fileName) + ".age")
    }

    /// Notes in which token a key is; a file that held it is deleted after.
    private func note(_ uri: TokenURI, as name: KeyName) throws {
        try Folder.write(Array((uri.text + "\n").utf8), to: tokenPath(name), existing: .replace, mode: 0o600)
        try removeFiles(name)
    }

    /// The way in which a further service key is to be kept, so that it stands beside the others.
    func serviceLock(_ source: any PassphraseSource) throws -> ServiceLock {
        guard Folder.exists(path(Self.lockName) + ".age") else { return .none }
        return .recipient(try lockIdentity(source).recipient)
    }

    // MARK: Signing keys

    /// A key for a new certificate: a fresh one, or the one in the token, which has to show that it is there.
    func newKey(_ name: KeyName, in token: TokenPlace?) throws -> SigningKey {
        guard let token else { return try SigningKey.generate() }
        let key = try open(token, name)
        try key.prove()
        return key
    }

    /// The key of `certificate`, from its file or in its token.
    ///
    /// - Throws: what `load` throws, `SignatureError` with the codes about tokens and `keyMismatch`.
    func signingKey(
        _ name: KeyName,
        of certificate: Certificate,
        _ source: any PassphraseSource
    ) throws -> SigningKey {
        let key =
            if let uri = try token(name) { try open(TokenPlace(uri, pins: source), name) } else {
                try SigningKey(pkcs8: load(name, source))
            }
        guard key.publicKey == certificate.publicKey else { throw SignatureError(.keyMismatch) }
        return key
    }

    /// The token that a key is in; nil where it is here.
    func token(_ name: KeyName) throws -> TokenURI? {
        guard Folder.exists(tokenPath(name)) else { return nil }
        var bytes = try Folder.read(tokenPath(name), limit: Limits.tokenURI + 1)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        do { return try TokenURI(String(decoding: bytes, as: UTF8.self)) } catch {
            throw OfficeError(.damaged, ["path": tokenPath(name)])
        }
    }

    private func open(_ token: TokenPlace, _ name: KeyName) throws -> SigningKey {
        // Before the PIN is asked for; and the loader of modules would say it in words of its own.
        guard Folder.exists(token.uri.modulePath) else {
            throw SignatureError(.tokenModuleMissing, ["path": token.uri.modulePath])
        }
        return try SigningKey(
            token: token.uri,
            pin: token.pins.passphrase(for: name.tokenLock, isNew: false)
        )
    }

    // MARK: Opening

    /// Whether there is such a key.
    func contains(_ name: KeyName) -> Bool {
        Folder.exists(path(name.fileName)) || Folder.exists(path(name.fileName) + ".age")
    }

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

    /// Where it stands in which token the key is.
    func tokenPath(_ name: KeyName) -> String { path(name.tokenFileName) }

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
        existing: PendingFile.Existing = .refuse,
        using generator: inout some RandomNumberGenerator
    ) throws {
        let file = try PendingFile(path(name) + ".age", existing: existing)
        let sink = try AgeEncryptingSink(to: file, recipients: [recipient], using: &generator)
        try secret.withBytes { try sink.write($0) }
        try sink.finish()
        try file.place(existing: existing)
    }

    private func writePlain(
        _ secret: SecretBytes,
        as name: String,
        existing: PendingFile.Existing = .refuse
    ) throws {
        let file = try PendingFile(path(name), existing: existing)
        try secret.withBytes { try file.write($0) }
        try file.place(existing: existing)
    }
}

/// The private keys of an office.
enum KeyName: Hashable, Sendable {
    case authority
    case seal
    case age
    case log
    case search
    case cosigner
    case tls
    case readers(String)
    case officer(String)
    /// An identity that was in use before, by its number from 1.
    case formerAge(Int)

    var fileName: String {
        switch self {
        case .authority: "authority.key"
        case .seal: "seal.key"
        case .age: "age.identity"
        case .log: "log.key"
        case .search: "search.key"
        case .cosigner: "cosigner.key"
        case .tls: "tls.key"
        case .readers(let readers): "readers-\(readers).identity"
        case .officer(let id): "officer-\(id).key"
        case .formerAge(let number): "age-\(number).identity"
        }
    }

    /// `seal.token` beside `seal.key`.
    var tokenFileName: String { fileName.split(separator: ".").dropLast().joined(separator: ".") + ".token" }

    /// What opens the token that the key is in.
    var tokenLock: Lock {
        if case .officer(let id) = self { .officerToken(id) } else { .sealToken }
    }

    var lock: Lock {
        switch self {
        case .authority: .authority
        case .officer(let id): .officer(id)
        case .readers(let readers): .readers(readers)
        case .seal, .age, .formerAge, .log, .search, .cosigner, .tls: .service
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
