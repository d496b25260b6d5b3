// SPDX-License-Identifier: Apache-2.0

import JSONSchema

/// Names, numbers and dates as people have them: what a person should look at once more before signing.
///
/// Only text in Zawgyi and a stored Buddhist year are errors, because they say another thing than was meant. A number
/// that cannot be read or fails its check is never more than a warning.
enum PeopleRule {
    /// What is reported of one document; beyond that a person mends first and checks again.
    private static let findingsPerDocument = 50

    static func findings(in dossier: DossierUnderRules) -> [Finding] {
        let documents =
            [(DossierRules.rootName, dossier.root)] + dossier.documents.map { ($0.name, $0.value) }
        return documents.flatMap { name, value in
            var walk = Walk(document: name)
            walk.visit(value, at: [])
            return encodingFindings(name, value, dossier.stage) + walk.findings.prefix(findingsPerDocument)
        }
    }

    /// Whether a text is Zawgyi is a likelihood: what another office has signed is not refused for it, nobody could mend it.
    private static func encodingFindings(
        _ name: String,
        _ value: JSONValue,
        _ stage: DossierRules.Stage
    ) -> [Finding] {
        let isReceived = if case .received = stage { true } else { false }
        return encodingFindings(name, value, isReceived ? .warning : .error)
    }

    private static func encodingFindings(
        _ name: String,
        _ value: JSONValue,
        _ severity: Finding.Severity
    ) -> [Finding] {
        switch ZawgyiJudgement(of: value) {
        case .unicode: []
        case .doubtful(let pointer): [Finding(.zawgyiPossible, .warning, in: name, at: pointer)]
        case .zawgyi(let pointer): [Finding(.zawgyiSuspected, severity, in: name, at: pointer)]
        }
    }

    /// Goes through a document and knows papers, names, telephones and dates by their members.
    private struct Walk {
        let document: String
        var findings: [Finding] = []

        mutating func visit(_ value: JSONValue, at pointer: JSONPointer) {
            switch value {
            case .array(let elements):
                for (index, element) in elements.enumerated() { visit(element, at: pointer.appending(index)) }
            case .object(let object):
                readPaper(value, at: pointer)
                for member in object.members {
                    let place = pointer.appending(member.name)
                    if let text = member.value.string {
                        read(text, member.name, of: value, at: place)
                    } else {
                        visit(member.value, at: place)
                    }
                }
            default: break
            }
        }

        private mutating func readPaper(_ paper: JSONValue, at pointer: JSONPointer) {
            guard let kind = paper["kind"]?.string, let number = paper["number"]?.string else { return }
            let (reading, normalized) = IdentityPaper.read(number, kind: kind)
            switch kind {
            case "nrc" where reading == .unreadable:
                report(.nrcUnparsed, at: pointer.appending("number"))
            case "thai-id", "pink-card":
                if ThaiIdentityNumber(reading: number)?.isChecked != true {
                    report(.thaiIDCheck, at: pointer.appending("number"))
                }
            default: break
            }
            if let normalized, let entered = paper["normalized"]?.string, entered != normalized {
                report(.paperNumberDiffers, at: pointer.appending("normalized"))
            }
        }

        private mutating func read(
            _ text: String,
            _ name: String,
            of parent: JSONValue,
            at pointer: JSONPointer
        ) {
            switch name {
            case "phone":
                if let phone = PhoneNumber(e164: text), !phone.hasPlausibleLength {
                    report(.phoneForm, at: pointer)
                }
            case "th", "my", "latin":
                if !Script.of(name).holds(text) { report(.nameScript, at: pointer) }
            case "number", "normalized", "case": break
            case "date" where parent["precision"] != nil:
                if isBuddhist(text, minimum: 4) { report(.buddhistYear, .error, at: pointer) }
            default:
                if isBuddhist(text, minimum: 10) { report(.buddhistYear, .error, at: pointer) }
            }
        }

        /// Whether the text is a date or time by its form and its year can only be Buddhist.
        private func isBuddhist(_ text: String, minimum: Int) -> Bool {
            let bytes = Array(text.utf8.prefix(21))
            guard minimum...20 ~= bytes.count, bytes.prefix(4).allSatisfy({ 0x30...0x39 ~= $0 }) else {
                return false
            }
            let tail = bytes.dropFirst(4)
            guard tail.isEmpty || tail.first == UInt8(ascii: "-"), tail.allSatisfy({ !(0x61...0x7A ~= $0) }),
                bytes.count < 11 || bytes[10] == UInt8(ascii: "T")
            else { return false }
            let year = bytes.prefix(4).reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return PartialDate.years.contains(year - PartialDate.buddhistOffset)
                && !PartialDate.years.contains(year)
        }

        private mutating func report(
            _ code: Finding.Code,
            _ severity: Finding.Severity = .warning,
            at pointer: JSONPointer
        ) {
            guard findings.count < findingsPerDocument else { return }
            findings.append(Finding(code, severity, in: document, at: pointer))
        }
    }

    /// The letters that a name's member is for.
    private enum Script {
        case thai
        case burmese
        case latin

        static func of(_ member: String) -> Script {
            switch member {
            case "th": .thai
            case "my": .burmese
            default: .latin
            }
        }

        /// Whether all letters of `text` are of the script.
        func holds(_ text: String) -> Bool {
            text.unicodeScalars.allSatisfy { scalar in
                guard scalar.properties.isAlphabetic else { return true }
                return switch (self, scalar.value) {
                case (.thai, 0x0E00...0x0E7F), (.burmese, 0x1000...0x109F), (.burmese, 0xA9E0...0xA9FF),
                    (.burmese, 0xAA60...0xAA7F), (.latin, 0..<0x300), (.latin, 0x1E00...0x1EFF):
                    true
                default: false
                }
            }
        }
    }
}
