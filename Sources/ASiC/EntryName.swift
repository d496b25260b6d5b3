// SPDX-License-Identifier: Apache-2.0

import Octets

/// The rules for entries' names, in one place (`THREATS` 10 and 11).
enum EntryName {
    static let mediaType = "mimetype"
    static let metaInf = "META-INF/"

    /// Tells whether the profile allows `name`: neutral ASCII, no way out of the container's root.
    static func isAllowed(_ name: some Collection<UInt8>) -> Bool {
        guard !name.isEmpty, name.count <= Limits.entryName else { return false }
        return name.allSatisfy(isNeutral) && hasPlainSegments(name) && hasPlainStarts(name)
    }

    /// Tells whether a name in other people's containers leads to no surprise wherever it is unpacked.
    ///
    /// Any text is taken but control characters, back-slashes and colons, which some systems take for separators or
    /// drives, and what turns the direction of writing.
    static func isHarmless(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= Limits.foreignEntryName else { return false }
        for scalar in name.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: return false
            default: if scalar == "\\" || scalar == ":" { return false }
            }
        }
        let depth = name.utf8.count { $0 == UInt8(ascii: "/") } + 1
        return depth <= Limits.foreignNameDepth && hasPlainSegments(name.utf8)
    }

    /// What names must differ in: letter case and the forms of Unicode are taken for the same by some systems.
    static func collisionKey(_ name: String) -> String {
        // String compares by canonical equivalence, so composed and decomposed forms meet without more ado.
        name.lowercased()
    }

    /// `META-INF/ASiCManifestNNN.xml`.
    static func manifest(_ number: Int) -> String { metaInf + "ASiCManifest" + digits(number) + ".xml" }

    /// `META-INF/signatureNNN.p7s`.
    static func signature(_ number: Int) -> String { metaInf + "signature" + digits(number) + ".p7s" }

    static let archivePrefix = metaInf + "ASiCArchiveManifest"
    /// The newest archive manifest, which bears the plain name (EN 319 162-1 annex A.7).
    static let newestArchiveManifest = metaInf + "ASiCArchiveManifest.xml"

    /// `META-INF/ASiCArchiveManifestNNN.xml`: an archive manifest after a newer one came.
    static func archiveManifest(_ number: Int) -> String {
        metaInf + "ASiCArchiveManifest" + digits(number) + ".xml"
    }

    /// `META-INF/timestampNNN.tst`: the token over the archive manifest of this number.
    static func archiveStamp(_ number: Int) -> String { metaInf + "timestamp" + digits(number) + ".tst" }

    /// Tells whether `name` lies in `META-INF`, in whatever letter case: such an entry is never a document.
    static func isMetaInf(_ name: String) -> Bool {
        let lower = name.lowercased()
        return lower == "meta-inf" || lower.hasPrefix("meta-inf/")
    }

    /// The name for an error's sentence: a hostile name is replaced, since it would reach a terminal.
    static func printable(_ name: String) -> String {
        name.utf8.count <= Limits.entryName && name.utf8.allSatisfy { (0x20...0x7e).contains($0) }
            ? name : "(?)"
    }

    private static func digits(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 3 - text.utf8.count)) + text
    }

    private static func isNeutral(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "/"):
            true
        default: false
        }
    }

    /// No segment is empty, leads elsewhere, loses its end or stands for a device on some systems.
    private static func hasPlainSegments(_ name: some Collection<UInt8>) -> Bool {
        name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { segment in
            guard let last = Array(segment).last, last != UInt8(ascii: "."), last != UInt8(ascii: " ") else {
                return false
            }
            let stem = String(decoding: segment.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
                .lowercased()
            return !devices.contains(stem)
        }
    }

    private static let devices: Set<String> = [
        "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
        "com9",
        "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    ]

    /// Hidden files and what a program would take for an option are not neutral.
    private static func hasPlainStarts(_ name: some Collection<UInt8>) -> Bool {
        name.split(separator: UInt8(ascii: "/")).allSatisfy { segment in
            segment.first != UInt8(ascii: ".") && segment.first != UInt8(ascii: "-")
        }
    }
}
