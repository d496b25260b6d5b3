// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
import Octets

extension Row {
    /// The digest in `column`.
    func digest(_ column: String) throws(RegistryError) -> SHA256Digest {
        guard let digest = SHA256Digest(bytes: bytes(column)) else { throw RegistryError(.damaged) }
        return digest
    }

    func bytes(_ column: String) -> [UInt8] {
        let data: Data = self[column]
        return Array(data)
    }

    func time(_ column: String) -> Timestamp {
        Timestamp(secondsSinceEpoch: self[column])
    }

    func optionalTime(_ column: String) -> Timestamp? {
        let seconds: Int64? = self[column]
        return seconds.map { Timestamp(secondsSinceEpoch: $0) }
    }

    /// A number from 0 to `limit`: what a hand changed in the file must not end the process.
    func number(_ column: String, to limit: Int64) throws(RegistryError) -> Int64 {
        guard let number: Int64 = self[column], (0...limit).contains(number) else {
            throw RegistryError(.damaged)
        }
        return number
    }

    func fileSize() throws(RegistryError) -> UInt64 {
        UInt64(try number("fileSize", to: Int64(Limits.containerSize)))
    }

    func word<Word: RawRepresentable<String>>(_ column: String) throws(RegistryError) -> Word {
        guard let word = Word(rawValue: self[column]) else { throw RegistryError(.damaged) }
        return word
    }
}

extension SHA256Digest {
    /// The digest as the database takes it.
    var data: Data { Data(bytes) }
}

extension ReceivedBundle {
    init(_ row: Row) throws(RegistryError) {
        self.init(
            facts: BundleFacts(
                identity: try row.digest("identity"),
                senderAuthority: try row.digest("senderAuthority"),
                senderOffice: row["senderOffice"],
                bundle: row["bundle"],
                fileDigest: try row.digest("fileDigest"),
                fileSize: try row.fileSize(),
                receivedAt: row.time("receivedAt"),
                decision: try row.word("decision"),
                isReplay: row["isReplay"],
                reply: try CaseReply(row)
            ),
            receipt: row.bytes("receipt"),
            state: try row.word("state"),
            erasedAt: row.optionalTime("erasedAt")
        )
    }
}

extension CaseReply {
    /// What the row of a received bundle says about the one that it answers.
    init?(_ row: Row) throws(RegistryError) {
        let replyTo: Data? = row["replyTo"]
        guard replyTo != nil else { return nil }
        var decision: CaseDecision?
        let (outcome, officer): (String?, String?) = (row["replyOutcome"], row["replyOfficer"])
        if let outcome {
            guard let outcome = CaseDecision.Outcome(rawValue: outcome), let officer,
                let decidedAt = row.optionalTime("replyDecidedAt")
            else { throw RegistryError(.damaged) }
            decision = CaseDecision(outcome, decidedAt: decidedAt, officer: officer)
        }
        self.init(to: try row.digest("replyTo"), decision: decision)
    }
}

extension CaseAnswer {
    init(_ row: Row) throws(RegistryError) {
        self.init(
            identity: try row.digest("identity"),
            decision: CaseDecision(
                try row.word("outcome"),
                decidedAt: row.time("decidedAt"),
                officer: row["officer"]
            ),
            answerIdentity: try row.digest("answerIdentity"),
            answerBundle: row["answerBundle"]
        )
    }
}

extension Erasure {
    init(_ row: Row) throws(RegistryError) {
        self.init(
            identity: try row.digest("identity"),
            senderAuthority: try row.digest("senderAuthority"),
            bundle: row["bundle"],
            reason: row["reason"],
            erasedAt: row.time("erasedAt"),
            receipt: row.bytes("receipt")
        )
    }
}

extension Handover {
    init(_ row: Row) throws(RegistryError) {
        self.init(
            identity: try row.digest("identity"),
            openedAt: row.time("openedAt"),
            officer: row["officer"],
            receipt: row.bytes("receipt")
        )
    }
}

extension OutgoingBundle {
    init(_ row: Row) throws(RegistryError) {
        self.init(
            identity: try row.digest("identity"),
            recipientAuthority: try row.digest("recipientAuthority"),
            recipientOffice: row["recipientOffice"],
            bundle: row["bundle"],
            fileDigest: try row.digest("fileDigest"),
            fileSize: try row.fileSize(),
            createdAt: row.time("createdAt"),
            expiresAt: row.time("expiresAt"),
            answerHours: try row.number("answerHours", to: Limits.bundleLifetime / 3600)
        )
        progress.state = try row.word("state")
        progress.nextAttemptAt = row.optionalTime("nextAttemptAt")
        progress.address = row["address"]
        progress.upload = row["upload"]
        progress.answeredAt = row.optionalTime("answeredAt")
        progress.asksAnswer = row["asksAnswer"]
        erasedAt = row.optionalTime("erasedAt")
        attempts = row["attempts"]
        let code: String? = row["attemptCode"]
        lastAttempt = code.map { Attempt(at: row.time("attemptedAt"), code: $0) }
    }
}

extension CollectedReceipt {
    init(_ row: Row) throws(RegistryError) {
        self.init(
            identity: try row.digest("identity"),
            recipientAuthority: try row.digest("recipientAuthority"),
            event: row["event"],
            collectedAt: row.time("collectedAt"),
            bytes: row.bytes("receipt")
        )
    }
}
