// SPDX-License-Identifier: Apache-2.0

import Octets

/// Until when what is too weak today was good enough for signatures.
///
/// SHA-1, and RSA below 2048 bits, give 80 bits of security at most; NIST SP 800-131A lets nobody sign with less than
/// 112 bits after 2013. A signature that evidence shows to be older is judged by its own time (EN 319 102-1 §5.2.8).
enum AlgorithmPolicy {
    /// The end of 80-bit security.
    static let endOfEightyBits = Timestamp(secondsSinceEpoch: 1_388_534_400)

    /// Whether evidence shows that a signature was made while 80 bits were enough.
    static func acceptsEightyBits(_ proven: ProvenInterval) -> Bool {
        proven.notAfter.map { $0 < endOfEightyBits } ?? false
    }

    /// Why a signature by `algorithm` proves nothing.
    static func refusal(of algorithm: String) -> SignatureError {
        SignatureError(.algorithmTooWeak, ["algorithm": algorithm, "time": endOfEightyBits.description])
    }
}
