// SPDX-License-Identifier: Apache-2.0

package import Octets

/// The hashes of the tree (RFC 6962 §2.1, RFC 9162 §2.1.1).
package enum Merkle {
    /// The root of a tree without leaves.
    package static let emptyRoot = SHA256Digest(of: [])

    /// The hash of a leaf; its prefix keeps an inner node from being taken for one.
    package static func leaf(_ bytes: [UInt8]) -> SHA256Digest {
        SHA256Digest(of: [0] + bytes)
    }

    /// The hash of an inner node.
    package static func node(_ left: SHA256Digest, _ right: SHA256Digest) -> SHA256Digest {
        SHA256Digest(of: [1] + left.bytes + right.bytes)
    }

    /// The largest power of two below `count`, which is at least 2: where RFC 6962 splits a tree.
    static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}
