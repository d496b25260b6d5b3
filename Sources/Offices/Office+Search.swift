// SPDX-License-Identifier: Apache-2.0

import Files
package import Octets

/// The key under which an office keeps what its dossiers can be found by.
///
/// It lies under the service's lock. Without it the marks in the registry cannot be tried for names, not even for likely
/// ones; they show only which bundles have one in common. With it anybody can try.
package struct SearchKey: Sendable {
    private let secret: SecretBytes

    init(_ secret: SecretBytes) {
        self.secret = secret
    }

    /// The mark of each term: HMAC-SHA-256 under the key, of `andaman/search/1`, a line's end, and the term in UTF-8.
    package func marks(of terms: some Sequence<String>) -> Set<SHA256Digest> {
        Set(terms.map { SHA256Digest(of: Array("andaman/search/1\n\($0)".utf8), keyedBy: secret) })
    }
}

extension Office {
    /// The office's search key, which is made when it is first needed.
    ///
    /// - Throws: `OfficeError` with `wrongPassphrase` or `locked`.
    package func searchKey(
        _ source: any PassphraseSource,
        using generator: inout some RandomNumberGenerator
    ) throws -> SearchKey {
        if let key = try existingSearchKey(source) { return key }
        let lock = try vault.serviceLock(source)
        do {
            let fresh = SecretBytes(random: 32, using: &generator)
            try vault.store(fresh, as: .search, under: lock, using: &generator)
        } catch let error as FileError where error.code == .exists {
            // Another command made it at this moment; one of the two counts.
        }
        return SearchKey(try vault.load(.search, source))
    }

    /// The office's search key; nil where there is none yet, and so no mark.
    package func existingSearchKey(_ source: any PassphraseSource) throws -> SearchKey? {
        guard vault.contains(.search) else { return nil }
        return SearchKey(try vault.load(.search, source))
    }
}
