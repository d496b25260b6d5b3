// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Files
import Octets
import Offices

/// A command's passphrases and PINs: from the files it was given, from `$CREDENTIALS_DIRECTORY`, or from the terminal.
struct CommandPassphrases: PassphraseSource {
    let session: Session

    func passphrase(for lock: Lock, isNew: Bool) throws -> SecretBytes {
        if let passphrase = try given(for: lock) {
            if isNew { try checkLength(passphrase) }
            return passphrase
        }
        guard let answer = try ask(question(lock)) else {
            throw OfficeError(.locked, ["lock": name(of: lock)])
        }
        guard isNew else { return answer }
        try checkLength(answer)
        guard let again = try ask(.commandAskPassphraseAgain(lock: name(of: lock))), again.isEqual(to: answer)
        else {
            throw CommandError(.passphrasesDiffer)
        }
        return answer
    }

    private func question(_ lock: Lock) -> Message {
        switch lock {
        case .sealToken, .officerToken: .commandAskPin(lock: name(of: lock))
        case .authority, .service, .readers, .officer: .commandAskPassphrase(lock: name(of: lock))
        }
    }

    /// The passphrase that was given with the command or by systemd; nil where somebody would have to be asked.
    func given(for lock: Lock) throws -> SecretBytes? {
        try (file(for: lock) ?? credential(for: lock)).map { try read($0) }
    }

    private func checkLength(_ passphrase: SecretBytes) throws {
        guard passphrase.count >= Limits.shortestPassphrase else {
            throw CommandError(.passphraseTooShort, ["limit": String(Limits.shortestPassphrase)])
        }
    }

    private func file(for lock: Lock) -> String? {
        switch lock {
        case .authority: session.options.authorityPassphraseFile
        case .officer, .officerToken:
            session.options.officerPassphraseFile ?? session.options.passphraseFile
        case .sealToken: session.options.sealPinFile
        case .service, .readers: session.options.passphraseFile
        }
    }

    /// The credential that systemd hands over under a name of its own for each lock.
    private func credential(for lock: Lock) -> String? {
        guard let folder = session.surroundings.environment["CREDENTIALS_DIRECTORY"] else { return nil }
        let name =
            switch lock {
            case .authority: "andaman.authority-passphrase"
            case .service: "andaman.service-passphrase"
            case .readers(let readers): "andaman.readers-\(readers)-passphrase"
            case .officer(let id): "andaman.officer-\(id)-passphrase"
            case .sealToken: "andaman.seal-pin"
            case .officerToken(let id): "andaman.officer-\(id)-pin"
            }
        let path = Folder.join(folder, name)
        return Folder.exists(path) ? path : nil
    }

    /// The first line of a file or a pipe.
    private func read(_ path: String) throws -> SecretBytes {
        if let line = session.pipedSecrets[path] { return line }
        let isPipe = SecretFile.isPipe(path)
        let line = try SecretFile.firstLine(of: path, limit: Limits.passphraseFile)
        guard line.count > 0 else { throw CommandError(.emptyPassphrase, ["path": path]) }
        if isPipe { session.pipedSecrets[path] = line }
        return line
    }

    private func ask(_ question: Message) throws -> SecretBytes? {
        try session.surroundings.ask(session.text(question), true)
    }

    private func name(of lock: Lock) -> String {
        switch lock {
        case .authority: session.text(.commandLockAuthority)
        case .service: session.text(.commandLockService)
        case .readers(let readers): readers
        case .officer(let id): id
        case .sealToken: session.text(.commandLockSealToken)
        case .officerToken(let id): session.text(.commandLockOfficerToken(officer: id))
        }
    }
}
