// SPDX-License-Identifier: Apache-2.0

import JSONSchema

/// The names that files had before they were packed, made safe to write into a folder again.
///
/// They come from another office, so they are a suggestion and nothing more: a name must not leave the folder, hide
/// its extension, or show itself in another order than it has.
package enum OriginalName {
    /// The longest name that is kept, in bytes of UTF-8.
    ///
    /// Linux allows 255; this leaves room for a number.
    static let limit = 200

    /// Whether packing can record `name` as it is, which a document's text must be able to hold.
    static func canBeKept(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= limit
            && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
            && (try? JSON.parse(JSONValue.string(name).bytes(.compact))) != nil
    }

    /// A safe file name for each entry of an opened dossier, by its neutral name; no two alike in any case of letters.
    package static func names(in referral: Referral) -> [String: String] {
        var taken: Set<String> = [DossierRules.rootName]
        var names: [String: String] = [:]
        for document in referral.documents {
            let wanted = document.originalName ?? document.kind.fileName
            names[document.name] = unique(safe(wanted, for: document.name), &taken)
        }
        for attachment in referral.attachments {
            names[attachment.name] = unique(safe(attachment.originalName, for: attachment.name), &taken)
        }
        return names
    }

    /// `name` without what could mislead or escape, with the extension that `neutralName` has.
    package static func safe(_ name: String, for neutralName: String) -> String {
        let fallback = String(neutralName.split(separator: "/").last ?? "file")
        let fileExtension = "." + AttachmentType.fileExtension(of: fallback)
        // Only what stands after the last slash of either kind is a file's name.
        let parts = name.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
        var base = ""
        for scalar in parts.last ?? name.unicodeScalars[...] {
            if isHidden(scalar) { continue }
            base.unicodeScalars.append("<>:\"|?*".unicodeScalars.contains(scalar) ? "_" : scalar)
        }
        if base.lowercased().hasSuffix(fileExtension) { base.removeLast(fileExtension.count) }
        base = trimmed(base)
        while base.utf8.count + fileExtension.utf8.count > limit { base.removeLast() }
        // A name that Windows keeps for a device would not open there.
        let stem = base.split(separator: ".").first.map { $0.uppercased() } ?? ""
        if ["CON", "PRN", "AUX", "NUL"].contains(stem)
            || stem.count == 4 && (stem.hasPrefix("COM") || stem.hasPrefix("LPT"))
        {
            base = "_" + base
        }
        return base.isEmpty ? fallback : trimmed(base) + fileExtension
    }

    /// Control characters, and those that turn the direction of writing or cannot be seen, but for the joiners that
    /// Burmese text needs.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: true
        case .format: !["\u{200B}", "\u{200C}", "\u{200D}"].contains(scalar)
        default: false
        }
    }

    /// Without blanks and dots at either end: those hide a file or are dropped by some systems.
    private static func trimmed(_ name: String) -> String {
        var name = name[...]
        while let first = name.first, first == "." || first.isWhitespace { name.removeFirst() }
        while let last = name.last, last == "." || last.isWhitespace { name.removeLast() }
        return String(name)
    }

    private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
        var candidate = name
        var number = 2
        while !taken.insert(candidate.lowercased()).inserted {
            let dot = name.lastIndex(of: ".") ?? name.endIndex
            candidate = "\(name[..<dot]) (\(number))\(name[dot...])"
            number += 1
        }
        return candidate
    }
}
