// SPDX-License-Identifier: Apache-2.0

package import Octets

/// An age file whose header was read, and nothing else yet.
///
/// Here a policy looks at the stanzas, before any key is used: the header is a claim until the file is unlocked.
package final class LockedAgeFile {
    package let header: AgeHeader
    private let reader: BufferedReader

    /// Reads the header.
    ///
    /// - Throws: `AgeError` with a code of the header, and what `source` throws.
    package init(reading source: any ByteSource) throws {
        // One byte beyond the batch tells whether its last chunk is the file's last.
        reader = BufferedReader(source, capacity: Payload.batch * Payload.sealedChunk + 1)
        header = try AgeHeader(reading: reader)
    }

    /// Opens the file with the first of `identities` that can, and checks the header's MAC.
    ///
    /// - Throws: `AgeError` with `noMatch`, `headerForged`, `malformedStanza`, `workFactorTooHigh` or `missingNonce`,
    ///   and what the source throws.
    package func unlock(with identities: [any AgeIdentity]) throws -> AgeDecryptingSource {
        let fileKey = try fileKey(with: identities)
        // Until here the stanzas were only claimed to be those of one sender (age.md, "Header MAC").
        guard header.isAuthentic(under: fileKey) else { throw AgeError(.headerForged) }
        guard try reader.fill(atLeast: Payload.nonce) >= Payload.nonce else { throw AgeError(.missingNonce) }
        let nonce = reader.take(Payload.nonce) { Array(copying: $0) }
        let cipher = try ChunkCipher(key: Payload.key(fileKey, nonce: nonce), .opening)
        return AgeDecryptingSource(header: header, reader: reader, cipher: cipher)
    }

    private func fileKey(with identities: [any AgeIdentity]) throws(AgeError) -> SecretBytes {
        for identity in identities {
            if let fileKey = try identity.unwrap(header.stanzas) { return fileKey }
        }
        throw AgeError(.noMatch)
    }
}
