// SPDX-License-Identifier: Apache-2.0

extension ContainerContents {
    /// The container of ours that stands taken apart in the folder `folder` of this one, some of its documents left out.
    ///
    /// Its pairs of manifest and signature, and its archive time-stamps, are held to the profile as if they stood in a
    /// container of their own (`THREATS` 13). A document that a manifest names and that is not here is `withheld` where
    /// its name is in `withheld`, else `missing`. What else stands in its `META-INF` is unaccounted for.
    ///
    /// - Throws: `ASiCError`: what a container of ours would be refused for; `unsigned` where there is no pair.
    package func enclosed(in folder: String, withheld: Set<String>) throws(ASiCError) -> ContainerContents {
        let prefix = folder + "/"
        func inner(_ name: String) -> String? {
            name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
        }
        var entries: [ContainerEntry] = []
        for entry in self.entries {
            guard let name = inner(entry.name) else { continue }
            guard name != EntryName.mediaType else { throw ASiCError(.unexpectedEntry, entry: entry.name) }
            entries.append(entry.named(name))
        }
        let kept = Dictionary(
            uniqueKeysWithValues: self.kept.compactMap { name, bytes in inner(name).map { ($0, bytes) } }
        )
        var rules = SignatureRules()
        var signatures: [ContainerSignature] = []
        var accounted: Set<String> = []
        while let manifest = kept[EntryName.manifest(rules.count + 1)] {
            let names = [EntryName.manifest(rules.count + 1), EntryName.signature(rules.count + 1)]
            guard let signature = kept[names[1]] else { throw ASiCError(.unexpectedEntry, entry: names[0]) }
            accounted.formUnion(names)
            let checked = try rules.check(manifest: manifest, signature: signature, entries: entries)
            signatures.append(checked.withholding(withheld))
        }
        guard !signatures.isEmpty else { throw ASiCError(.unsigned, entry: prefix + EntryName.signature(1)) }
        var stamps: [ContainerSignature] = []
        while let stamp = kept[EntryName.archiveStamp(stamps.count + 1)] {
            let own = EntryName.archiveManifest(stamps.count + 1)
            let name = kept[own] == nil ? EntryName.newestArchiveManifest : own
            guard let manifest = kept[name], let position = entries.firstIndex(where: { $0.name == name })
            else {
                throw ASiCError(.unexpectedEntry, entry: prefix + EntryName.archiveStamp(stamps.count + 1))
            }
            accounted.formUnion([name, EntryName.archiveStamp(stamps.count + 1)])
            let checked = try rules.check(
                archiveManifest: manifest,
                named: name,
                stamp: stamp,
                archived: stamps.count,
                entries: Array(entries[..<position]),
                withheld: withheld
            )
            stamps.append(checked.withholding(withheld))
        }
        return ContainerContents(
            entries: entries,
            kept: kept,
            signatures: signatures,
            timestamps: stamps,
            unaccounted: entries.map(\.name).filter { EntryName.isMetaInf($0) && !accounted.contains($0) },
            mediaType: nil
        )
    }
}

extension ContainerEntry {
    fileprivate func named(_ name: String) -> ContainerEntry {
        ContainerEntry(
            name: name,
            size: size,
            crc32: crc32,
            sha256: sha256,
            headerOffset: headerOffset,
            dataOffset: dataOffset
        )
    }
}

extension ContainerSignature {
    /// The same with what is missing and declared so told apart from what is merely missing.
    fileprivate func withholding(_ names: Set<String>) -> ContainerSignature {
        ContainerSignature(
            number: number,
            signatureName: signatureName,
            signature: signature,
            signedName: signedName,
            signedBytes: signedBytes,
            manifest: manifest,
            references: references.map { checked in
                let isWithheld = checked.state == .missing && names.contains(checked.reference.name)
                return isWithheld ? CheckedReference(reference: checked.reference, state: .withheld) : checked
            },
            uncovered: uncovered
        )
    }
}
