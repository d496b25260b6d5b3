// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import JSONSchema
import Testing

@Suite struct PeopleRuleTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let code: Finding.Code
        let severity: Finding.Severity
        let pointer: String
        let change: JSONPointer
        let value: JSONValue

        init(
            _ code: Finding.Code,
            _ severity: Finding.Severity = .warning,
            at pointer: String,
            _ change: JSONPointer,
            _ value: JSONValue
        ) {
            (self.code, self.severity, self.pointer) = (code, severity, pointer)
            (self.change, self.value) = (change, value)
        }

        var testDescription: String { code.rawValue + " " + pointer }
    }

    private static func paper(_ kind: String, _ number: String, _ normalized: String? = nil) -> JSONValue {
        [
            .members([
                ("kind", .string(kind)), ("number", .string(number)),
                ("normalized", normalized.map { .string($0) }),
            ])
        ]
    }

    static let cases = [
        Case(.thaiIDCheck, at: "/papers/0/number", ["papers"], paper("thai-id", "3-1006-00445-63-6")),
        Case(.thaiIDCheck, at: "/papers/0/number", ["papers"], paper("pink-card", "00-85")),
        Case(.nrcUnparsed, at: "/papers/0/number", ["papers"], paper("nrc", "အမှတ် မဖတ်နိုင်")),
        Case(
            .paperNumberDiffers,
            at: "/papers/0/normalized",
            ["papers"],
            paper("nrc", "၆/ကသန(နိုင်)၁၂၃၄၅၆", "6/KATHANA(N)123457")
        ),
        Case(.phoneForm, at: "/guardian/phone", ["guardian", "phone"], "+6681234567"),
        Case(.phoneForm, at: "/phone", ["phone"], "+9594211234567"),
        Case(.nameScript, at: "/names/th", ["names", "th"], "Su Su Aung"),
        Case(.nameScript, at: "/father/latin", ["father"], ["latin": "ဦးအောင်"]),
        Case(
            .buddhistYear,
            .error,
            at: "/born/date",
            ["born"],
            ["date": "2555", "precision": "year", "estimated": true]
        ),
        Case(.buddhistYear, .error, at: "/registered", ["registered"], "2569-11-02"),
        Case(
            .zawgyiSuspected,
            .error,
            at: "/notes",
            ["notes"],
            .string(String(repeating: "ကေလးသည္ မိခင္ႏွင့္ ေဝးကြာေနသည္။ ", count: 20))
        ),
        Case(.zawgyiPossible, at: "/notes", ["notes"], "ကေလးသည္ မိခင္ႏွင့္ ေဝးကြာေနသည္။"),
    ]

    @Test(arguments: cases) func `a doubtful name, number or date is told with its place`(_ test: Case) throws
    {
        var dossier = try ExampleDossier()
        dossier.set("identity.json", test.change, test.value)
        let findings = dossier.findings().filter { $0.code != .documentInvalid }
        let finding = try #require(findings.first, "nothing was found")
        #expect(findings.count == 1)
        #expect(finding.code == test.code)
        #expect(finding.severity == test.severity)
        #expect(finding.document == "identity.json")
        #expect(finding.pointer == test.pointer)
    }

    @Test(arguments: Finding.Code.allCases.filter { code in cases.contains { $0.code == code } })
    func `each has its sentence in three languages`(code: Finding.Code) {
        let arguments = ["document": "identity.json", "pointer": "/born"]
        let message = Message(domain: Finding.domain, code: code.rawValue, arguments: arguments)
        for language in Language.allCases {
            let text = message.text(in: language)
            #expect(text.contains("identity.json") && text.contains("/born"), "\(text)")
            #expect(ZawgyiJudgement(of: .string(text)) == .unicode)
        }
    }

    @Test func `papers of all kinds pass where their numbers are good, and odd ones are kept`() throws {
        var dossier = try ExampleDossier()
        let papers: JSONValue = [
            ["kind": "thai-id", "number": "๓-๑๐๐๖-๐๐๔๔๕-๖๓-๕", "normalized": "3100600445635"],
            [
                "kind": "nrc", "number": "၆/ကသန(နိုင်)၁၂၃၄၅၆", "normalized": "6/KATHANA(N)123456",
                "reading": "read",
            ],
            ["kind": "passport", "number": "MB 123456"], ["kind": "other", "number": "?"],
        ]
        dossier.set("identity.json", ["papers"], papers)
        #expect(dossier.codes() == [])
    }

    @Test func `a paper is completed and what a person entered stays`() {
        let paper = IdentityPaper.completed(["kind": "nrc", "number": "၆/ကသန(နိုင်)၁၂၃၄၅၆"])
        #expect(paper["normalized"] == "6/KATHANA(N)123456")
        #expect(paper["reading"] == "read")
        #expect(paper["number"] == "၆/ကသန(နိုင်)၁၂၃၄၅၆")
        let unread = IdentityPaper.completed(["kind": "nrc", "number": "?"])
        #expect(unread["normalized"] == nil)
        #expect(unread["reading"] == "unreadable")
        let entered: JSONValue = ["kind": "nrc", "number": "?", "normalized": "6/X", "reading": "read"]
        #expect(IdentityPaper.completed(entered) == entered)
        #expect(IdentityPaper.completed(["kind": "passport", "number": "M 1"])["reading"] == "not-tried")
        #expect(IdentityPaper.completed("?") == "?")
    }

    @Test func `a partial date of a day that no calendar has is refused`() throws {
        var dossier = try ExampleDossier()
        dossier.set(
            "identity.json",
            ["born"],
            ["date": "2012-02-30", "precision": "day", "estimated": false]
        )
        #expect(dossier.codes() == [.documentInvalid])
    }

    @Test func `a hostile document draws a bounded list`() throws {
        var dossier = try ExampleDossier()
        let phones = JSONValue.array((0..<5000).map { _ in ["phone": "+66812345"] })
        dossier.set("identity.json", ["papers"], phones)
        #expect(dossier.codes().count { $0 == .phoneForm } <= 50)
    }

    @Test(arguments: [
        ("นางสาวปรียา ทองสุก", "นางสาว", "ปรียา ทองสุก", false), ("ด.ช. สมชาย", "ด.ช.", "สมชาย", false),
        ("นายวิชัย", "นาย", "วิชัย", false), ("ဒေါ်ခင်မာ", "ဒေါ်", "ခင်မာ", false), ("ဦးတင်မောင်", "ဦး", "တင်မောင်", false),
        ("မစုစု", "မ", "စုစု", true), ("Daw Khin Mar", "Daw", "Khin Mar", false),
        ("U Tin Maung", "U", "Tin Maung", true),
        ("MAUNG Maung", "MAUNG", "Maung", true),
    ])
    func `an honorific is suggested`(name: String, text: String, rest: String, inNames: Bool) throws {
        let honorific = try #require(Honorific.suggestion(in: name))
        #expect(honorific.text == text)
        #expect(honorific.rest == rest)
        #expect(honorific.isOftenPartOfName == inNames)
    }

    @Test(arguments: [
        "Uma", "Maung", "Kobayashi", "ปรียา", "မာမာ", "မင်းမင်း", "မျိုးမျိုး", "ကိုယ်", "", "U ", "Su Su Aung",
    ])
    func `no honorific is seen where none is`(name: String) {
        #expect(Honorific.suggestion(in: name) == nil)
    }
}
