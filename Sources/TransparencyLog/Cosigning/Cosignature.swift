// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A cosignature with its time, as it stands in a note's signature line (C2SP tlog-cosignature, "Format").
package struct Cosignature: Hashable, Sendable {
    /// When it was given, as the cosigner says.
    package let time: Timestamp
    /// Ed25519, 64 bytes.
    package let signature: [UInt8]

    init(time: Timestamp, signature: [UInt8]) {
        self.time = time
        self.signature = signature
    }

    /// Reads eight bytes of time, big-endian and not beyond 2^63 - 1, and the signature; nil for anything else.
    package init?(parsing bytes: [UInt8]) {
        guard bytes.count == 72, bytes[0] < 0x80 else { return nil }
        time = Timestamp(secondsSinceEpoch: bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) })
        signature = Array(bytes.dropFirst(8))
    }

    var bytes: [UInt8] {
        let seconds = UInt64(bitPattern: time.secondsSinceEpoch)
        return (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * UInt64($0))) } + signature
    }

    /// What an Ed25519 cosigner signs ("Ed25519 signed message").
    static func message(_ text: String, at time: Timestamp) -> [UInt8] {
        Array("cosignature/v1\ntime \(time.secondsSinceEpoch)\n\(text)".utf8)
    }
}
