// SPDX-License-Identifier: Apache-2.0

package import Octets
import Synchronization

extension MemoryRegistry {
    package func record(_ marks: Set<SHA256Digest>, of identity: SHA256Digest) throws(RegistryError) {
        try content.withLock { content throws(RegistryError) in
            _ = try content.fileIndex(identity)
            content.marks[identity, default: []].formUnion(marks)
        }
    }

    package func received(markedBy marks: Set<SHA256Digest>) -> [ReceivedBundle] {
        content.withLock { content in
            content.rows.map(\.bundle).filter {
                !(content.marks[$0.facts.identity] ?? []).isDisjoint(with: marks)
            }
        }
    }

    package func unopenedCount() -> Int {
        content.withLock { content in
            content.rows.count {
                $0.bundle.facts.decision == .filed && $0.bundle.state == .waiting && $0.bundle.erasedAt == nil
            }
        }
    }
}
