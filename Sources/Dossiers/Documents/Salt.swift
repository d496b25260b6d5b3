// SPDX-License-Identifier: Apache-2.0

import Octets

/// The 128 random bits that each document carries, fresh whenever its bytes change.
///
/// A document's SHA-256 stands in manifests, receipts and logs; without the salt, whoever sees a digest could try out
/// likely contents until one matches.
package enum Salt {
    package static func fresh(using random: inout some RandomNumberGenerator) -> String {
        var bytes: [UInt8] = []
        for _ in 0..<2 {
            let word = random.next() as UInt64
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
        }
        return Base64.encode(bytes, .urlSafe)
    }
}
