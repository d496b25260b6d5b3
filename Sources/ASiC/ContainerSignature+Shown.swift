// SPDX-License-Identifier: Apache-2.0

package import Octets

extension ContainerSignature {
    /// The first signature of one of our containers, shown ahead of the container itself.
    ///
    /// Shown are its manifest, the signature, and the root document's digest; of the other documents, `unseen`, nothing
    /// is known yet.
    /// The same rules hold as where the container is read.
    ///
    /// - Throws: what reading a manifest throws; `ASiCError` with `uncoveredEntry` and the like.
    package static func shown(
        manifest: [UInt8],
        signature: [UInt8],
        root: (name: String, sha256: SHA256Digest),
        unseen: [String]
    ) throws(ASiCError) -> ContainerSignature {
        func entry(_ name: String, _ digest: SHA256Digest?) -> ContainerEntry {
            ContainerEntry(name: name, size: 0, crc32: 0, sha256: digest, headerOffset: 0, dataOffset: 0)
        }
        var rules = SignatureRules()
        return try rules.check(
            manifest: manifest,
            signature: signature,
            entries: [entry(root.name, root.sha256)] + unseen.map { entry($0, nil) }
        )
    }
}
