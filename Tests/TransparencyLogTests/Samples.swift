// SPDX-License-Identifier: Apache-2.0

import Octets
import TransparencyLog

/// Made-up logs and keys.
enum Sample {
    static let time = Timestamp(secondsSinceEpoch: 1_800_000_000)

    static func seed(_ byte: UInt8) -> SecretBytes {
        var bytes = [UInt8](repeating: byte, count: 32)
        return SecretBytes(taking: &bytes)
    }

    static let logger = try! NoteSigner(name: "andaman/ranong/00ff", use: .log, seed: seed(1))
    static let witness = try! NoteSigner(name: "andaman/kawthaung/witness", use: .cosigner, seed: seed(2))

    static func leaf(_ number: Int) -> LogLeaf {
        LogLeaf.receipt(Array("receipt \(number)".utf8))
    }

    static func log(_ count: Int) throws -> MemoryLog {
        var log = MemoryLog()
        for number in 0..<count { _ = try log.append(leaf(number).bytes) }
        return log
    }

    static func head(_ log: MemoryLog, size: Int? = nil) throws -> SignedCheckpoint {
        let size = size ?? log.leafCount()
        return try SignedCheckpoint(size: size, root: log.root(size: size), signer: logger)
    }

    static func proof(_ index: Int, in log: MemoryLog, size: Int? = nil) throws -> LogProof {
        try LogProof(
            index: index,
            hashes: log.inclusionProof(index: index, size: size ?? log.leafCount()),
            checkpoint: head(log, size: size)
        )
    }
}
