// SPDX-License-Identifier: Apache-2.0

import Crypto
import Octets

/// Takes bytes and gives their digest by one of the methods that only other people's manifests use.
final class MethodHasher {
    private enum State {
        case sha1(Insecure.SHA1)
        case sha384(SHA384)
        case sha512(SHA512)
    }

    private var state: State

    /// Nil for SHA-256, which is taken of every entry anyway.
    init?(_ method: DigestMethod) {
        switch method {
        case .insecureSHA1: state = .sha1(Insecure.SHA1())
        case .sha256: return nil
        case .sha384: state = .sha384(SHA384())
        case .sha512: state = .sha512(SHA512())
        }
    }

    func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { pointer in
            switch state {
            case .sha1(var hash):
                unsafe hash.update(bufferPointer: pointer)
                state = .sha1(hash)
            case .sha384(var hash):
                unsafe hash.update(bufferPointer: pointer)
                state = .sha384(hash)
            case .sha512(var hash):
                unsafe hash.update(bufferPointer: pointer)
                state = .sha512(hash)
            }
        }
    }

    func finalize() -> [UInt8] {
        switch state {
        case .sha1(let hash): Array(hash.finalize())
        case .sha384(let hash): Array(hash.finalize())
        case .sha512(let hash): Array(hash.finalize())
        }
    }
}
