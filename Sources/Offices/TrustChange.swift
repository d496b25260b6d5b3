// SPDX-License-Identifier: Apache-2.0

import Bundles
import Dossiers
import Files
import JSONSchema
package import Octets
import Signatures

/// A change of whom the office believes, or of what it asks others to believe: for the log, so that no such change can be
/// made or undone unseen (`THREATS.md` 29).
///
/// It names offices, digests and serial numbers, and no person.
package struct TrustChange: Hashable, Sendable {
    package enum Event: String, CaseIterable, Sendable {
        /// A card of this office's own: with it come all new keys, revocations and rosters.
        case cardIssued = "card-issued"
        /// An officer's certificate.
        case certificateIssued = "certificate-issued"
        /// Another office's authority is trusted from now on.
        case authorityPinned = "authority-pinned"
        /// A newer card of an office that is trusted.
        case cardAccepted = "card-accepted"
        case authorityRemoved = "authority-removed"
        /// A national authority is believed about names from now on, or again.
        case nationalPinned = "national-pinned"
        case nationalRemoved = "national-removed"
    }

    package let event: Event
    /// The office that it is about, by its id; empty of a national authority.
    package let office: String
    /// The SHA-256 of the authority certificate.
    package let authority: SHA256Digest
    /// The card's serial.
    package var serial: Int?
    /// What differs from the card before, as codes.
    package var parts: [String] = []
    /// The SHA-256 of an officer's certificate.
    package var certificate: SHA256Digest?

    static let type = "urn:andaman:trust-change:1"

    func document(salt: String, at now: Timestamp) -> [UInt8] {
        JSONValue.members([
            ("type", .string(Self.type)), ("salt", .string(salt)), ("event", .string(event.rawValue)),
            ("office", office.isEmpty ? nil : .string(office)), ("authority", .string(authority.hex)),
            ("serial", serial.map { .integer($0) }),
            ("changed", parts.isEmpty ? nil : .array(parts.map { .string($0) })),
            ("certificate", certificate.map { .string($0.hex) }), ("time", .string(now.description)),
        ])
        .bytes(.pretty)
    }
}

/// The documents of trust changes, one file each, and beside each its proof once its line is in the log.
///
/// The document is written before the change, durably, and taken back where the change fails: a crash in between leaves a
/// line about a change that was only tried, never a change without one. The line waits where the log's key is not at
/// hand, as on an officer's own computer or beside a locked service.
package struct TrustChanges: Sendable {
    package static let suffix = ".json"
    package static let proofSuffix = ".tlog-proof"
    private let folder: String

    init(_ folder: String) {
        self.folder = folder
    }

    /// One document, and its proof where there is one.
    package struct Kept: Sendable {
        package let name: String
        package let document: [UInt8]
        package let proof: [UInt8]?
    }

    /// All that are kept, the oldest first.
    package func kept() throws -> [Kept] {
        guard Folder.exists(folder) else { return [] }
        return try Folder.names(in: folder).sorted()
            .filter { $0.hasSuffix(Self.suffix) && !$0.hasPrefix(".") }
            .map { file in
                let name = String(file.dropLast(Self.suffix.count))
                let proof = Folder.join(folder, name + Self.proofSuffix)
                return Kept(
                    name: name,
                    document: try Folder.read(Folder.join(folder, file), limit: Limits.document),
                    proof: Folder.exists(proof) ? try Folder.read(proof, limit: Limits.logProof) : nil
                )
            }
    }

    /// Those whose line is not in the log yet.
    package func pending() throws -> [Kept] { try kept().filter { $0.proof == nil } }

    /// Keeps the proof that a document's line is in the log.
    package func keep(_ proof: [UInt8], of name: String) throws {
        try Folder.write(proof, to: Folder.join(folder, name + Self.proofSuffix), existing: .replace)
    }

    /// Makes a change with its document.
    func noting<R>(_ change: TrustChange, at now: Timestamp, _ body: () throws -> R) throws -> R {
        try Folder.create(folder)
        var generator = SystemRandomNumberGenerator()
        let name = UUIDv7(at: now, using: &generator).description
        let path = Folder.join(folder, name + Self.suffix)
        try Folder.write(change.document(salt: Salt.fresh(using: &generator), at: now), to: path)
        do {
            return try body()
        } catch {
            try? Folder.deleteFile(path)
            throw error
        }
    }
}

extension Office {
    /// What changed in whom the office believes, for its log.
    package var trustChanges: TrustChanges { TrustChanges(layout.trustChangesFolder) }

    /// Makes a change about this office itself with its document.
    func noting<R>(
        _ event: TrustChange.Event,
        serial: Int? = nil,
        parts: [String] = [],
        certificate: SHA256Digest? = nil,
        at now: Timestamp,
        _ body: () throws -> R
    ) throws -> R {
        let change = TrustChange(
            event: event,
            office: profile.id,
            authority: authority.fingerprint,
            serial: serial,
            parts: parts,
            certificate: certificate
        )
        return try trustChanges.noting(change, at: now, body)
    }
}
