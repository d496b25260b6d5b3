// SPDX-License-Identifier: Apache-2.0

import Bundles
import Files
import Octets
import Offices
import Signatures

/// Seals one dossier into as many different bundles as are wanted.
struct BundleMaker: Sendable {
    let sender: Office
    let receiver: Office
    let trust: TrustStore
    private let dossier: [UInt8]
    private let sealing: Sealing
    private let card: Card

    init(sender: Office, receiver: Office, dossier path: String) throws {
        self.sender = sender
        self.receiver = receiver
        dossier = try Folder.read(path, limit: 1 << 26)
        let now = wallClock()
        trust = try sender.trust()
        card = try trust.card(named: receiver.profile.id)
        sealing = Sealing(
            office: sender.reference,
            seal: try sender.seal(.origin, at: now, OpenKeys()),
            trust: trust,
            policy: .postQuantum,
            now: now
        )
    }

    /// A bundle under an id of its own.
    func make() throws -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        let file = MemorySink(limit: 1 << 26)
        _ = try sealing.seal(
            dossier: { MemorySource(dossier) },
            size: UInt64(dossier.count),
            to: [card],
            as: UUIDv7(at: wallClock(), using: &generator),
            into: file,
            using: &generator
        )
        return file.bytes
    }
}
