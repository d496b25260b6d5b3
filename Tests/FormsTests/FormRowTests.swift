// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import Forms
import JSONSchema
import Testing

@Suite struct FormRowTests {
    /// The rows of all depths by their pointers.
    private func rows(_ document: JSONValue, _ kind: DocumentKind) -> [String: FormRow] {
        func all(_ rows: [FormRow]) -> [FormRow] {
            rows.flatMap { row in
                if case .group(let inner) = row.content { [row] + all(inner) } else { [row] }
            }
        }
        let rows = all(FormRow.rows(of: document, kind: kind))
        return Dictionary(rows.map { ($0.pointer.description, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func value(_ row: FormRow?, _ language: Language) -> String? {
        guard case .value(let words) = row?.content else { return nil }
        return words[language]
    }

    @Test func `codes, dates, names and places are in people's words`() throws {
        let rows = rows(try Samples.document("identity.json"), .identity)
        #expect(value(rows["/sex"], .en) == "Female")
        #expect(value(rows["/sex"], .th) == "หญิง")
        #expect(value(rows["/born"], .en) == "May 2012 (Document)")
        #expect(value(rows["/born"], .th) == "พฤษภาคม พ.ศ. 2555 (ค.ศ. 2012) (เอกสาร)")
        #expect(value(rows["/born"], .my) == "၂၀၁၂ ခုနှစ် မေလ (စာရွက်စာတမ်း)")
        #expect(value(rows["/registered"], .en) == "2 November 2026")
        #expect(value(rows["/nationalities"], .my) == "မြန်မာ")
        #expect(value(rows["/languages"], .en) == "Burmese; Thai")
        #expect(value(rows["/guardian/informed"], .en) == "Yes")
        #expect(value(rows["/names/my"], .en) == "စုစုအောင်")
        #expect(value(rows["/guardian/name"], .en) == "Daw / ဒေါ် · ขิ่น ตาน ทเว · ခင်သန်းထွေး · Khin Than Htwe")
        #expect(value(rows["/address"], .en)?.hasSuffix("ระนอง / Ranong, Thailand (TH-85)") == true)
        #expect(rows["/type"] == nil)
        #expect(rows["/names/my"]?.label[.th] == "ชื่อเต็มเป็นอักษรเมียนมา")
    }

    @Test func `a time is shown as both countries' clocks have it`() throws {
        let rows = rows(try Samples.document("handover-receipt.json"), .handoverReceipt)
        #expect(
            value(rows["/planned/time"], .en)
                == "1 December 2026 10:00 in Thailand (UTC+07:00), 09:30 in Myanmar (UTC+06:30)"
        )
        #expect(
            value(rows["/planned/time"], .th)?.hasPrefix("1 ธันวาคม พ.ศ. 2569 (ค.ศ. 2026) 10:00 น.") == true
        )
    }

    @Test func `where the countries have different days both are shown`() {
        let document: JSONValue = ["type": "urn:andaman:consent:1", "taken": "2026-11-30T17:10:00Z"]
        #expect(
            value(rows(document, .consent)["/taken"], .en)
                == "1 December 2026 00:10 in Thailand (UTC+07:00), 30 November 2026 23:40 in Myanmar (UTC+06:30)"
        )
    }

    @Test func `what nobody has filled in is open, and what no schema names is shown`() throws {
        let rows = rows(try Samples.draft("identity.json"), .identity)
        #expect(rows["/sex"]?.content == .open)
        #expect(rows["/names/th"]?.content == .open)
        let stray: JSONValue = ["type": "urn:andaman:identity:1", "stray": ["a": 1], "names": ["x": "y"]]
        let found = FormRow.rows(of: stray, kind: .identity)
        #expect(found.map(\.label.english) == ["Names", "stray"])
        #expect(self.rows(stray, .identity)["/names/x"] != nil)
        #expect(value(self.rows(stray, .identity)["/stray"], .en) == #"{"a":1}"#)
    }

    @Test func `every member of the sample dossier is on some row`() throws {
        for name in Samples.papers + ["referral.json"] {
            let document = try Samples.document(name)
            let kind = try #require(DocumentKind(of: document))
            let names = FormRow.rows(of: document, kind: kind).map { $0.pointer.tokens[0] }
            #expect(Set(names) == Set(document.object!.names).subtracting(["type", "salt"]))
        }
    }

    @Test func `sensitive fields carry their mark`() throws {
        let rows = rows(try Samples.document("referral.json"), .referral)
        #expect(rows["/person/category"]?.sensitivity == .sensitive)
        #expect(rows["/reason"]?.sensitivity == .personal)
        #expect(rows["/urgency"]?.sensitivity == nil)
    }

    @Test func `plain lines have each language beside the other and no value passes for a heading`() throws {
        let lines = PlainDossier(try Samples.dossier(), languages: [.en, .th, .my]).lines
        #expect(lines[0].hasPrefix("Nothing about trust was checked here"))
        #expect(lines.contains("  Sex · เพศ · လိင်: Female · หญิง · မ"))
        #expect(
            lines.contains { $0.hasPrefix("Identity") && $0.hasSuffix("[documents/01.json, identity.json]") }
        )
        #expect(lines.contains("  letter-th.pdf — Scan of page 1  [attachments/01.pdf]"))
        let hostile: JSONValue = [
            "type": "urn:andaman:identity:1", "notes": "a\nIdentity [documents/09.json]",
        ]
        let paper = FormDossier.Paper(name: "x.json", originalName: nil, value: hostile, digest: nil)
        let dossier = FormDossier(root: paper, papers: [], attachments: [], isDraft: true)
        let forged = PlainDossier(dossier, languages: [.en]).lines
        #expect(!forged.contains { $0.hasPrefix("Identity [documents/09") })
    }
}
