// SPDX-License-Identifier: Apache-2.0

package import Octets
import Synchronization

extension MemoryRegistry {
    package func decide(_ answer: CaseAnswer, sending outgoing: OutgoingBundle) throws(RegistryError) {
        try answer.check(outgoing)
        try content.withLock { content throws(RegistryError) in
            let index = try content.fileIndex(answer.identity)
            let isFinal = content.answers.contains {
                $0.identity == answer.identity && $0.decision.outcome != .questions
            }
            guard !isFinal else { throw RegistryError(.decided) }
            content.answers.append(answer)
            content.keep(outgoing)
            content.rows[index].bundle.state = .decided
        }
    }

    package func answers(to identity: SHA256Digest) -> [CaseAnswer] {
        content.withLock { content in content.answers.filter { $0.identity == identity } }
    }

    package func replies(to identity: SHA256Digest, from senderAuthority: SHA256Digest) -> [ReceivedBundle] {
        content.withLock { content in
            content.rows.map(\.bundle).filter {
                $0.facts.reply?.replyTo == identity && $0.facts.senderAuthority == senderAuthority
                    && $0.facts.decision == .filed
            }
        }
    }

    // MARK: Erasing

    package func erase(_ erasure: Erasure) throws(RegistryError) -> SHA256Digest? {
        try erasure.check()
        return content.withLock { content in
            if !content.erasures.contains(where: { $0.identity == erasure.identity }) {
                content.erasures.append(erasure)
            }
            content.marks[erasure.identity] = nil
            guard let index = content.index(erasure.identity),
                content.rows[index].bundle.facts.decision == .filed
            else { return nil }
            content.rows[index].bundle.erasedAt = content.rows[index].bundle.erasedAt ?? erasure.erasedAt
            return content.rows[index].bundle.facts.fileDigest
        }
    }

    package func erasure(of identity: SHA256Digest) -> Erasure? {
        content.withLock { content in content.erasures.first { $0.identity == identity } }
    }
}
