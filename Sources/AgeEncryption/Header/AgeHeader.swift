// SPDX-License-Identifier: Apache-2.0

import Crypto
import Octets

/// The header of an age file as it was received: nothing in it is authentic before the file is unlocked.
package struct AgeHeader: Sendable {
    /// The letters of a full line of base64.
    static let columns = 64
    static let versionLine = "age-encryption.org/v1"

    package let stanzas: [AgeStanza]
    /// Everything up to and including `---`, over which the MAC is computed.
    let authenticated: [UInt8]
    let mac: [UInt8]

    /// A header of `stanzas` for the writer, with its MAC.
    init(stanzas: [AgeStanza], fileKey: SecretBytes) {
        self.stanzas = stanzas
        authenticated =
            Array("\(Self.versionLine)\n".utf8) + stanzas.flatMap(\.serialized) + Array("---".utf8)
        mac = Array(HMAC<SHA256>.authenticationCode(for: authenticated, using: Self.macKey(fileKey)))
    }

    init(stanzas: [AgeStanza], authenticated: [UInt8], mac: [UInt8]) {
        self.stanzas = stanzas
        self.authenticated = authenticated
        self.mac = mac
    }

    /// Reads the header that is the whole of `bytes`.
    ///
    /// - Throws: `AgeError` with a code of the header, or `trailingBytes`.
    package init(parsing bytes: [UInt8]) throws {
        let reader = BufferedReader(MemorySource(bytes), capacity: bytes.count)
        self = try AgeHeader(reading: reader)
        guard try reader.isAtEnd else { throw AgeError(.trailingBytes) }
    }

    /// The header's bytes, byte for byte those that were read.
    package var serialized: [UInt8] {
        authenticated + Array(" \(Base64.encode(mac))\n".utf8)
    }

    /// Tells in constant time whether the header is the one that was made with `fileKey`.
    func isAuthentic(under fileKey: SecretBytes) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(
            mac,
            authenticating: authenticated,
            using: Self.macKey(fileKey)
        )
    }

    private static func macKey(_ fileKey: SecretBytes) -> SymmetricKey {
        fileKey.derivedKey(salt: [], info: "header")
    }
}
