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
        let references = Self.references(of: manifest, in: payload)
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

    /// Checks an archive manifest with its time-stamp and holds it against `entries`, all that stand before it.
    ///
    /// It covers every one of them but `mimetype` once, so that nothing is left that a later forger could exchange, and
    /// marks the archive manifest before it, if there is one, as the place to go on (annex A.7). `archived` is how many
    /// archive manifests were checked before; `withheld` are documents that an extract does not hold, and says so.
    ///
    /// - Throws: as `check(manifest:signature:entries:)`.
    func check(
        archiveManifest bytes: [UInt8],
        named name: String,
        stamp: [UInt8],
        archived: Int,
        entries: [ContainerEntry],
        withheld: Set<String> = []
    ) throws(ASiCError) -> ContainerSignature {
        let manifest = try ASiCManifest(parsingArchive: bytes)
        let number = archived + 1
        guard manifest.signatureName == EntryName.archiveStamp(number) else {
            throw ASiCError(.signatureReference, entry: name)
        }
        let subjects = entries.filter { $0.name != EntryName.mediaType }
        let held = Set(subjects.map(\.name))
        let covered = Set(manifest.references.map(\.name))
        if let stray = covered.subtracting(held).subtracting(withheld).sorted().first {
            throw ASiCError(.forbiddenReference, entry: stray)
        }
        if let uncovered = subjects.first(where: { !covered.contains($0.name) }) {
            throw ASiCError(.uncoveredEntry, entry: uncovered.name)
        }
        let roots = manifest.references.filter(\.isRootDocument).map(\.name)
        guard roots == (archived > 0 ? [EntryName.archiveManifest(archived)] : []) else {
            throw ASiCError(.rootDocument, entry: name)
        }
        return ContainerSignature(
            number: number,
            signatureName: manifest.signatureName,
            signature: stamp,
            signedName: name,
            signedBytes: bytes,
            manifest: manifest,
            references: Self.references(of: manifest, in: subjects),
            uncovered: []
        )
    }

    private static func references(of manifest: ASiCManifest, in entries: [ContainerEntry])
        -> [CheckedReference]
    {
        let byName = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
        return manifest.references.map { reference in
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
    }
}
