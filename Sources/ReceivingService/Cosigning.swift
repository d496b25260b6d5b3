// SPDX-License-Identifier: Apache-2.0

package import Octets
package import Registry
package import TransparencyLog

/// Has our log's head cosigned by other offices' witnesses (C2SP tlog-witness).
///
/// A cosignature is evidence of time and against forks, never a condition of a receipt: nothing waits for it, and a
/// witness that cannot be reached is asked again later.
package struct Cosigning: Sendable {
    /// Another office's witness.
    package struct Witness: Sendable {
        package let office: String
        package let key: VerifierKey
        /// Posts a body to its `add-checkpoint`.
        package let ask: @Sendable ([UInt8]) async throws -> Answer

        package init(
            office: String,
            key: VerifierKey,
            ask: @escaping @Sendable ([UInt8]) async throws -> Answer
        ) {
            self.office = office
            self.key = key
            self.ask = ask
        }
    }

    /// What a witness answers.
    package struct Answer: Sendable {
        package let status: Int
        package let body: [UInt8]

        package init(status: Int, body: [UInt8]) {
            self.status = status
            self.body = body
        }
    }

    /// What came of asking.
    package enum Outcome: Hashable, Sendable {
        /// The head of this size is cosigned, now or before.
        case cosigned(size: Int)
        /// There is no leaf yet, so nothing to cosign.
        case nothingYet
        /// The witness has seen a longer log of ours than this one: what it saw was lost.
        case behind(seen: Int)
        /// The witness does not cosign; its status.
        case refused(status: Int)
        /// The witness's answer holds no cosignature of its key.
        case unusable
    }

    private let log: any OfficeLog

    package init(log: any OfficeLog) {
        self.log = log
    }

    /// Has the newest head cosigned by `witness`, unless it is, and was after `since`.
    ///
    /// A head that does not grow is cosigned anew now and then: what carries it is proven to be younger than its newest
    /// cosignature, and no more.
    /// A witness says how far it has seen the log where that is not what is kept here, and is then asked from there.
    ///
    /// - Throws: `RegistryError`, and what asking throws.
    package func cosign(with witness: Witness, since: Timestamp? = nil) async throws -> Outcome {
        guard let head = try log.logHead(), head.checkpoint.size > 0 else { return .nothingYet }
        let last = try log.cosignedHeads().first { $0.cosigner == witness.key }
        let kept = last?.head.checkpoint
        let size = head.checkpoint.size
        let isKnown = kept?.origin == head.checkpoint.origin
        // After a restore it is asked even about what it has cosigned: that is what the log waits for.
        let isFresh = since.map { since in last.map { $0.cosignedAt >= since } ?? false } ?? true
        if isKnown, kept?.size == size, isFresh, try log.logState() == .open { return .cosigned(size: size) }
        var old = isKnown ? kept?.size ?? 0 : 0
        for _ in 0..<2 {
            guard let proof = try log.consistencyProof(from: old, to: size) else { return .behind(seen: old) }
            let request = AddCheckpointRequest(oldSize: old, proof: proof, checkpoint: head)
            let answer = try await witness.ask(request.bytes)
            switch answer.status {
            case 200:
                // An answer of lines under the note is read with the note, as tlog-witness advises.
                guard let cosigned = try? SignedCheckpoint(parsing: head.bytes + answer.body),
                    (try? cosigned.cosignedAt(by: witness.key)) != .some(nil)
                else { return .unusable }
                try log.keepCosigned(cosigned, by: witness.key)
                return .cosigned(size: size)
            case 409:
                guard let text = String(validating: answer.body.prefix(32), as: UTF8.self),
                    text.hasSuffix("\n"), let seen = Int(text.dropLast()), seen >= 0, seen != old
                else { return .refused(status: 409) }
                guard seen <= size else { return .behind(seen: seen) }
                old = seen
            default: return .refused(status: answer.status)
            }
        }
        return .refused(status: 409)
    }
}
