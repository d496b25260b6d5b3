// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Files
import Foundation
import Octets
import Testing

/// What holds for every sentence, whoever wrote it; languages and placeholders are checked by the build already.
@Suite struct CatalogueTests {
    /// All sentences in one language, with what is wrong in each.
    private func faults(in language: Language, _ find: (String) -> [String]) -> [String] {
        Catalogue.keys.flatMap { key in
            find(Catalogue.template(for: key, in: language) ?? "").map { "\(key) (\(language)): \($0)" }
        }
    }

    @Test func `keys are sorted, single and found`() {
        #expect(!Catalogue.keys.isEmpty)
        #expect(zip(Catalogue.keys, Catalogue.keys.dropFirst()).allSatisfy(<))
        #expect(Catalogue.keys.allSatisfy { Catalogue.template(for: $0, in: .en) != nil })
        #expect(Catalogue.template(for: "", in: .en) == nil)
        #expect(Catalogue.template(for: "zzz.zzz", in: .en) == nil)
    }

    @Test func `every code of the lowest modules has its sentence`() {
        for code in OctetsError.Code.allCases {
            #expect(Catalogue.contains(domain: OctetsError.domain, code: code.rawValue))
        }
        for code in FileError.Code.allCases {
            #expect(Catalogue.contains(domain: FileError.domain, code: code.rawValue))
        }
    }

    @Test(arguments: Language.allCases)
    func `text is in NFC, without invisible characters, without blanks at its ends`(language: Language) {
        let found = faults(in: language) { text in
            var faults: [String] = []
            if !text.unicodeScalars.elementsEqual(text.precomposedStringWithCanonicalMapping.unicodeScalars) {
                faults.append("not in NFC")
            }
            let hidden = text.unicodeScalars.filter {
                [.control, .format, .privateUse, .unassigned].contains($0.properties.generalCategory)
                    && $0 != "\n"
            }
            if !hidden.isEmpty {
                faults.append("invisible characters \(hidden.map { String($0.value, radix: 16) })")
            }
            if text != text.trimmingCharacters(in: .whitespacesAndNewlines) {
                faults.append("blanks at an end")
            }
            return faults
        }
        #expect(found == [])
    }

    @Test func `Burmese is Unicode and not Zawgyi (THREATS 20)`() {
        #expect(faults(in: .my) { BurmeseText($0).faults } == [])
    }

    @Test func `Thai marks are in order`() {
        #expect(faults(in: .th) { ThaiText($0).faults } == [])
    }

    @Test(
        arguments: [
            (Language.en, [0x0e00...0x0e7f, 0x1000...0x109f]), (.th, [0x1000...0x109f]),
            (.my, [0x0e00...0x0e7f]),
        ] as [(Language, [ClosedRange<UInt32>])]
    )
    func `no sentence has another language's script`(language: Language, foreign: [ClosedRange<UInt32>]) {
        // The languages' own names stand everywhere in their own script.
        let names = Language.allCases.map { "language.\($0.rawValue)" }
        let found = faults(in: language) { text in
            text.unicodeScalars.filter { scalar in foreign.contains { $0.contains(scalar.value) } }.map(
                String.init
            )
        }
        #expect(found.filter { fault in !names.contains { fault.hasPrefix($0) } } == [])
    }
}
