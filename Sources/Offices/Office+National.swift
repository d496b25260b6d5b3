// SPDX-License-Identifier: Apache-2.0

import Files
package import Octets
package import Signatures

/// National authorities, and the officers who sign with certificates of theirs.
extension Office {
    /// Who is believed about persons' names.
    package func nationalTrust() throws -> NationalTrust { try TrustFolder.national(in: layout.trustFolder) }

    /// Believes a national authority about names, from now on or again, and keeps lists of it or of those below it.
    ///
    /// `compared` is the SHA-256 of its certificate as the authority publishes it; nil where nobody has compared.
    ///
    /// - Throws: `OfficeError` with `notNationalRoot`, `fingerprintNotCompared` or `fingerprintMismatch`.
    package func trustNational(
        _ root: Certificate,
        compared: SHA256Digest?,
        revocationLists: [RevocationList] = [],
        at now: Timestamp
    ) throws {
        guard root.extensions.isAuthority, root.isSelfIssued else { throw OfficeError(.notNationalRoot) }
        let name = root.subject.name ?? root.fingerprint.hex
        guard let compared else { throw OfficeError(.fingerprintNotCompared, ["office": name]) }
        guard compared == root.fingerprint else { throw OfficeError(.fingerprintMismatch, ["office": name]) }
        let change = TrustChange(event: .nationalPinned, office: "", authority: root.fingerprint)
        try trustChanges.noting(change, at: now) {
            try Folder.write(
                Array((TrustFolder.pinLine(now) + root.pem).utf8),
                to: TrustFolder.nationalPath(root.fingerprint, in: layout.trustFolder),
                existing: .replace,
                mode: 0o644
            )
        }
        try keepNational(revocationLists)
    }

    /// Keeps lists of national authorities, the newest of each; whose they are is asked wherever they are used.
    package func keepNational(_ lists: [RevocationList]) throws {
        for list in lists {
            let path = TrustFolder.nationalListPath(list, in: layout.trustFolder)
            if Folder.exists(path),
                let kept = try? RevocationList(file: Folder.read(path, limit: Limits.revocationList * 2)),
                kept.number >= list.number
            {
                continue
            }
            try Folder.write(list.der, to: path, existing: .replace, mode: 0o644)
        }
    }

    /// Believes a national authority no more, named by the beginning of its SHA-256.
    ///
    /// - Throws: `OfficeError` with `unknownNational`.
    package func distrustNational(_ prefix: String, at now: Timestamp) throws -> Certificate {
        let named = try nationalTrust().authorities.map(\.root).filter {
            prefix.count >= 8 && $0.fingerprint.hex.hasPrefix(prefix.lowercased())
        }
        guard let root = named.first, named.count == 1 else {
            throw OfficeError(.unknownNational, ["id": prefix])
        }
        let change = TrustChange(event: .nationalRemoved, office: "", authority: root.fingerprint)
        try trustChanges.noting(change, at: now) {
            try Folder.deleteFile(TrustFolder.nationalPath(root.fingerprint, in: layout.trustFolder))
        }
        return root
    }
}
