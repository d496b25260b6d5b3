// SPDX-License-Identifier: Apache-2.0

/// What a file in other people's `META-INF` is that belongs to no signature read here, by its name (EN 319 162-1 §4.4).
enum ForeignMetaInf {
    /// A signature of a kind that is not checked here (XAdES), or a manifest or signature without its other half.
    case signature
    /// A hash tree's proof of time (RFC 4998, RFC 6283), or the manifest of one.
    case evidenceRecord
    /// Something that proves nothing, such as an OpenDocument manifest.
    case other

    init(_ name: String) {
        let last = (name.split(separator: "/").last.map(String.init) ?? "").lowercased()
        self =
            if last.contains("evidencerecord") || last.hasSuffix(".ers") {
                .evidenceRecord
            } else if last.hasSuffix(".p7s") || last.hasSuffix(".p7m") || last.hasSuffix(".tst")
                || last.hasSuffix(".xml") && (last.contains("signature") || last.contains("asicmanifest"))
                || last.contains("asicarchivemanifest")
            {
                .signature
            } else {
                .other
            }
    }
}
