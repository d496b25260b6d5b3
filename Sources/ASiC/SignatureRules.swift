// SPDX-License-Identifier: Apache-2.0

import Octets

/// What the profile asks of each signature of a container; reader and writer both ask it (`THREATS` 13).
struct SignatureRules {
    /// The one root document, once the first manifest has named it.
    private(set) var rootDocument: String?
    /// How many signatures were checked.
    private(set) var count = 0
    /// The first manifest, which later ones repeat.
    private(set) var first: ASiCManifest?

    /// Checks the next signature's manifest and holds it against `entries`.
    ///
    /// The manifest names the signature of its own number, one root document (the same as before), every document of
    /// the container once, and nothing in `META-INF`. A document that it names and the container lacks is a finding,
    /// not an error.
    ///
    /// - Throws: `ASiCError` with `tooMany`, `signatureReference`, `forbiddenReference`, `rootDocument`,
    ///   `uncoveredEntry`, or what the manifest is refused for.
    mutating func check(
        manifest bytes: [UInt8],
        signature: [UInt8],
        entries: [ContainerEntry]
    ) throws(ASiCError) -> ContainerSignature {
        let number = count + 1
        guard number <= Limits.signatures else {
            throw ASiCError(.tooMany, what: EntryName.signature(number), limit: Limits.signatures)
        }
        let manifest = try ASiCManifest(parsing: bytes)
        let manifestName = EntryName.manifest(number)
        guard manifest.signatureName == EntryName.signature(number) else {
            throw ASiCError(.signatureReference, entry: manifestName)
        }
        for reference in manifest.references
        where EntryName.isMetaInf(reference.name) || reference.name == EntryName.mediaType {
            throw ASiCError(.forbiddenReference, entry: reference.name)
        }
        let roots = manifest.references.filter(\.isRootDocument)
        guard roots.count == 1, rootDocument == nil || rootDocument == roots[0].name else {
            throw ASiCError(.rootDocument, entry: manifestName)
        }
        let payload = entries.filter(\.isPayload)
        let covered = Set(manifest.references.map(\.name))
        for entry in payload where !covered.contains(entry.name) {
            throw ASiCError(.uncoveredEntry, entry: entry.name)
        }
        let byName = Dictionary(uniqueKeysWithValues: payload.map { ($0.name, $0) })
        let references = manifest.references.map { reference in
            let state: CheckedReference.State =
                if let entry = byName[reference.name] {
                    if let digest = entry.sha256 {
                        digest.bytes == reference.digest ? .intact : .altered
                    } else {
                        .notRead
                    }
                } else {
                    .missing
                }
            return CheckedReference(reference: reference, state: state)
        }
        rootDocument = roots[0].name
        first = first ?? manifest
        count = number
        return ContainerSignature(
            number: number,
            signatureName: manifest.signatureName,
            signature: signature,
            signedName: manifestName,
            signedBytes: bytes,
            manifest: manifest,
            references: references,
            uncovered: []
        )
    }
}
