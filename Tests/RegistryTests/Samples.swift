// SPDX-License-Identifier: Apache-2.0

import Files
import GRDB
import Octets
import Registry
import TransparencyLog

/// Lends a fresh folder and deletes it afterwards.
func withTemporaryFolder<R>(_ body: (String) async throws -> R) async throws -> R {
    var generator = SystemRandomNumberGenerator()
    let folder = "/tmp/andaman-test-" + String(generator.next(), radix: 36)
    try Folder.create(folder)
    defer { try? Folder.deleteTree(folder) }
    return try await body(folder)
}

/// Made-up bundles, told apart by a number.
enum Sample {
    static let time = Timestamp(secondsSinceEpoch: 1_800_000_000)
    static let ranong = SHA256Digest(of: Array("authority of Ranong".utf8))

    static func bundleID(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "01890a5d-ac96-774b-bcce-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    static func identity(_ number: Int) -> SHA256Digest {
        SHA256Digest(of: Array("manifest \(number)".utf8))
    }

    static func content(_ number: Int) -> [UInt8] {
        let line = Array("sealed bundle \(number)\n".utf8)
        return Array(Array(repeating: line, count: 2000).joined())
    }

    static func facts(
        _ number: Int,
        sender: SHA256Digest = ranong,
        bundle: String? = nil,
        decision: BundleFacts.Decision = .filed,
        isReplay: Bool = false,
        reply: CaseReply? = nil
    ) -> BundleFacts {
        BundleFacts(
            identity: identity(number),
            senderAuthority: sender,
            senderOffice: "th-ranong",
            bundle: bundle ?? bundleID(number),
            fileDigest: SHA256Digest(of: content(number)),
            fileSize: UInt64(content(number).count),
            receivedAt: time,
            decision: decision,
            isReplay: isReplay,
            reply: reply
        )
    }

    static func handover(_ number: Int) -> Handover {
        Handover(identity: identity(number), openedAt: time, officer: "aung", receipt: [2, UInt8(number)])
    }

    /// The answer to bundle `number`, which is bundle `answer`.
    static func answer(_ outcome: CaseDecision.Outcome, to number: Int, by answer: Int) -> CaseAnswer {
        CaseAnswer(
            identity: identity(number),
            decision: CaseDecision(outcome, decidedAt: time, officer: "aung"),
            answerIdentity: identity(answer),
            answerBundle: bundleID(answer)
        )
    }

    static func erasure(_ number: Int, reason: String = "consent-withdrawn", receipt: [UInt8] = [3])
        -> Erasure
    {
        Erasure(
            identity: identity(number),
            senderAuthority: ranong,
            bundle: bundleID(number),
            reason: reason,
            erasedAt: time,
            receipt: receipt
        )
    }

    static func receipt(_ number: Int) -> [UInt8] {
        Array("receipt \(number)".utf8)
    }

    static func seed(_ byte: UInt8) -> SecretBytes {
        var bytes = [UInt8](repeating: byte, count: 32)
        return SecretBytes(taking: &bytes)
    }
    static let logger = try! NoteSigner(name: "andaman/ranong/00ff", use: .log, seed: seed(1))
    static let witness = try! NoteSigner(name: "andaman/kawthaung/cosigner", use: .cosigner, seed: seed(2))

    /// A receipt whose leaf is in the log, as a container has its entries.
    static func receipt(_ number: Int, _ appending: LogAppending) throws -> [UInt8] {
        receipt(number, try appending(.receipt(document(number)), logger))
    }

    static func document(_ number: Int) -> [UInt8] {
        Array("{\"number\": \(number)}".utf8)
    }

    /// A request to file a bundle with such a receipt.
    static func request(_ facts: BundleFacts, logged number: Int) -> FilingRequest {
        FilingRequest(facts, leaf: .receipt(document(number))) { receipt(number, $0) }
    }

    private static func receipt(_ number: Int, _ proof: LogProof) -> [UInt8] {
        let document = document(number)
        return entry("mimetype", []) + entry("receipt.json", document)
            + entry("receipt.tlog-proof", proof.bytes) + [0x50, 0x4B, 1, 2]
    }

    /// A stored entry with its local header (APPNOTE 4.3.7), of which only what is needed is filled in.
    private static func entry(_ name: String, _ content: [UInt8]) -> [UInt8] {
        func little(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        let sizes = little(content.count, 4) + little(content.count, 4)
        return [0x50, 0x4B, 3, 4] + little(20, 2) + little(0, 12) + sizes + little(name.utf8.count, 2)
            + little(0, 2) + Array(name.utf8) + content
    }

    static func outgoing(_ number: Int, to recipient: SHA256Digest = ranong) -> OutgoingBundle {
        OutgoingBundle(
            identity: identity(number),
            recipientAuthority: recipient,
            recipientOffice: "mm-kawthaung",
            bundle: bundleID(number),
            fileDigest: SHA256Digest(of: content(number)),
            fileSize: UInt64(content(number).count),
            createdAt: time,
            expiresAt: time.adding(seconds: 7_776_000),
            answerHours: 72,
            progress: OutgoingBundle.Progress(nextAttemptAt: time)
        )
    }

    /// Puts a bundle's content into the store, as the service does.
    static func store(_ number: Int, in store: SealedStore) throws {
        let spool = try store.makeSpoolFile()
        try spool.write(content(number))
        try store.adopt(spool.path, digest: spool.digest)
    }
}

extension BundleRegistry {
    /// Files a bundle alone, with a receipt that says nothing of its leaf.
    func file(
        _ facts: BundleFacts,
        makeReceipt: @escaping @Sendable () throws -> [UInt8]
    ) throws -> Filing {
        let request = FilingRequest(facts, leaf: .receipt(facts.identity.bytes)) { _ in try makeReceipt() }
        return try file([request], signedBy: Sample.logger)[0].get()
    }

    /// Files a bundle alone, with a receipt whose leaf is in the log.
    func file(_ facts: BundleFacts, logged number: Int) throws -> Filing {
        try file([Sample.request(facts, logged: number)], signedBy: Sample.logger)[0].get()
    }
}

/// Changes the registry's file behind its back, seals and all left as they were.
func tamper(_ folder: String, _ body: (Database) throws -> Void) throws {
    try DatabaseQueue(path: folder + "/registry.sqlite").write { database in
        let triggers = try Row.fetchAll(
            database,
            sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        )
        for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger[0] as String)") }
        try body(database)
        for trigger in triggers { try database.execute(sql: trigger[1]) }
    }
}
