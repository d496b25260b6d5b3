// SPDX-License-Identifier: Apache-2.0

package import JSONSchema

/// Turns Zawgyi into Unicode, by CLDR's rules, in text and in whole documents.
///
/// A suggestion before signing, never done by itself and never on bytes that are signed. Who calls it keeps the
/// original file. What it returns is in Unicode's canonical order (NFC of the Myanmar block), which Zawgyi often is not.
package enum ZawgyiConversion {
    private static let rules = Transliteration(rules: ZawgyiRules.text)

    /// The text in Unicode, taking for granted that it is Zawgyi.
    ///
    /// Valid Unicode would come out damaged: ask ``ZawgyiJudgement`` first.
    package static func converted(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: MyanmarOrder.isMyanmar) else { return text }
        return MyanmarOrder.canonical(rules.apply(to: text))
    }

    /// The document with each text in Unicode, but those that are clearly Unicode by themselves; names stay.
    package static func converted(_ document: JSONValue) -> JSONValue {
        document.mappingTexts { text in
            let converted = converted(text)
            guard converted != text, let score = ZawgyiDetector.shared.probability(of: text) else {
                return text
            }
            return score <= ZawgyiDetector.doubtful ? text : converted
        }
    }

    /// The same for a file of a draft, which is read as strictly as ever but for the order of Burmese marks, and
    /// written as the tool writes drafts; but for that order the bytes as they are where nothing is to be converted.
    ///
    /// Zawgyi puts marks in an order that is not NFC, for which documents are refused: that is mended first, as
    /// Unicode's canonical order does for any program.
    package static func converted(document bytes: [UInt8]) throws(JSONError) -> [UInt8] {
        let ordered = Array(MyanmarOrder.canonical(String(decoding: bytes, as: UTF8.self)).utf8)
        // Text that is not UTF-8 is refused as it came, not as it was decoded.
        let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
        let document = try JSON.parse(isUTF8 ? ordered : bytes)
        let converted = converted(document)
        if document.texts == converted.texts { return isUTF8 ? ordered : bytes }
        let written = converted.bytes(.pretty)
        _ = try JSON.parse(written)
        return written
    }
}

extension JSONValue {
    /// Every text with its place, in the document's order.
    var placedTexts: [(pointer: JSONPointer, text: String)] {
        var found: [(pointer: JSONPointer, text: String)] = []
        collectTexts(at: [], &found)
        return found
    }

    fileprivate var texts: [[UInt8]] { placedTexts.map { Array($0.text.utf8) } }

    private func collectTexts(at pointer: JSONPointer, _ found: inout [(pointer: JSONPointer, text: String)])
    {
        switch self {
        case .string(let text): found.append((pointer, text))
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                element.collectTexts(at: pointer.appending(index), &found)
            }
        case .object(let object):
            for member in object.members {
                member.value.collectTexts(at: pointer.appending(member.name), &found)
            }
        default: break
        }
    }

    fileprivate func mappingTexts(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .string(let text): return .string(change(text))
        case .array(let elements): return .array(elements.map { $0.mappingTexts(change) })
        case .object(let object):
            return .members(object.members.map { ($0.name, $0.value.mappingTexts(change)) })
        default: return self
        }
    }
}
