// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Offices
import Registry
import TransparencyLog

/// Puts the lines about changes of trust into the office's log (`docs/formats/log.md`).
///
/// The document is kept before the change, the line comes when the log's key is at hand, and then the proof beside the
/// document. A crash between line and proof gives the line twice, which says nothing wrong.
struct TrustLines {
    static let kind = "trust"

    let changes: TrustChanges
    let log: any OfficeLog

    init(_ office: Office, log: any OfficeLog) {
        changes = office.trustChanges
        self.log = log
    }

    /// Writes the lines that wait, and stops where the log may not grow.
    func write(signedBy signer: NoteSigner) throws {
        for change in try changes.pending() {
            guard try log.logState() == .open else { return }
            let leaf = try LogLeaf(kind: Self.kind, digest: SHA256Digest(of: change.document))
            try changes.keep(log.append(leaf, signedBy: signer).bytes, of: change.name)
        }
    }

    /// What is in the log, for its checker.
    static func logged(_ office: Office) throws -> [LoggedDocument] {
        try office.trustChanges.kept().compactMap { change in
            change.proof.map {
                LoggedDocument(name: change.name, kind: kind, document: change.document, proof: $0)
            }
        }
    }
}

extension Session {
    /// Puts what this command changed into the log, where there is one and the service's passphrase is at hand without
    /// asking; else its line waits for the next start of the service.
    ///
    /// The change itself is done and stays: whatever keeps the line from the log is for the service to meet.
    func logTrustChanges(_ office: Office) {
        // No registry is made for it: where there is none, a lost one may be about to be restored.
        guard Folder.exists(office.service.registryPath),
            let signer = try? office.logSigner(QuietPassphrases(passphrases)),
            let registry = try? ServiceFolder.registry(of: office, briefly: false)
        else { return }
        try? TrustLines(office, log: registry).write(signedBy: signer)
    }
}

/// Passphrases that were given beforehand; nobody is asked.
private struct QuietPassphrases: PassphraseSource {
    private let passphrases: CommandPassphrases

    init(_ passphrases: CommandPassphrases) {
        self.passphrases = passphrases
    }

    func passphrase(for lock: Lock, isNew: Bool) throws -> SecretBytes {
        guard let given = try passphrases.given(for: lock) else { throw OfficeError(.locked, ["lock": ""]) }
        return given
    }
}
