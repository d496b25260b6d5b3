// SPDX-License-Identifier: Apache-2.0

import Files
import JSONSchema
import Octets
import Testing

/// Every example goes from its office to the other, and what people read in it arrives byte for byte.
@Suite struct ExampleJourneyTests {
    struct Journey: CustomTestStringConvertible, Sendable {
        let example: String
        /// The moment for which the example is written.
        let moment: String
        var testDescription: String { example }

        static let all = [
            Journey(example: "repatriation-of-a-victim", moment: "2026-11-23T00:00:00Z"),
            Journey(example: "suspect-from-ranong", moment: "2026-11-23T00:00:00Z"),
            Journey(example: "suspect-from-kawthaung", moment: "2026-11-23T00:00:00Z"),
            Journey(example: "return-of-a-child", moment: "2026-11-23T00:00:00Z"),
            Journey(example: "repatriation-of-a-victim-answer", moment: "2026-11-18T00:00:00Z"),
            Journey(example: "handover-return", moment: "2026-12-03T00:00:00Z"),
            Journey(example: "repatriation-of-a-victim-follow-up", moment: "2026-12-28T00:00:00Z"),
            Journey(example: "repatriation-of-a-victim-withdrawal", moment: "2027-01-05T00:00:00Z"),
            Journey(example: "suspect-from-ranong-outcome", moment: "2027-06-22T00:00:00Z"),
        ]
    }

    /// Named in Thai and Burmese, and written in both.
    private static let letter = "จดหมาย စာ.txt"
    private static let letterText = "เด็กหญิงซู ซู อ่อง น้ำใจที่เสี่ยง ๑๒๓\nစုစုအောင်သည် ကျန်းမာပါသည်။ ဦးကြီး ၁၂၃\n"

    @Test func `all examples are on the road`() throws {
        let examples = try Folder.names(in: ExampleCase.folder).filter {
            Folder.isFolder(ExampleCase.folder + "/" + $0)
        }
        #expect(Set(examples) == Set(Journey.all.map(\.example)))
    }

    @Test(arguments: Journey.all)
    func `Burmese and Thai survive signing, sealing, receiving and opening byte for byte`(journey: Journey)
        async throws
    {
        try await Exchange.with { exchange in
            let papers = exchange.folder + "/journey"
            try ExampleCase.write(journey.example, to: papers, writtenFor: Timestamp(journey.moment))
            let folder = ExampleCase.folder + "/" + journey.example + "/attachments"
            for name in Folder.exists(folder) ? try Folder.names(in: folder) : [] {
                try Folder.write(
                    try Folder.read(folder + "/" + name, limit: 4 << 20),
                    to: papers + "/attachments/" + name,
                    existing: .replace
                )
            }
            try Folder.write(Array(Self.letterText.utf8), to: papers + "/attachments/" + Self.letter)
            let root = try json(papers + "/referral.json")
            // What an example lists and does not have, such as the dossier that it answers, is made up.
            for name in (root["attachments"]?.array ?? []).compactMap({ $0["originalName"]?.string })
            where !Folder.exists(papers + "/attachments/" + name) {
                try Folder.write(Array(Self.letterText.utf8), to: papers + "/attachments/" + name)
            }
            let isFromRanong = root["from"]?["office"] == "ranong"
            let sender = isFromRanong ? exchange.ranong : exchange.kawthaung
            let receiver = isFromRanong ? exchange.kawthaung : exchange.ranong
            try await prepare(exchange, sender: sender, receiver: receiver)

            let dossier = exchange.folder + "/journey.asice"
            try await sign(papers, as: dossier, by: root["signers"]?.array ?? [], at: sender)
            let bundle = exchange.folder + "/journey.sealed.asice"
            try await sender.done(
                "seal",
                dossier,
                "--to",
                isFromRanong ? "kawthaung" : "ranong",
                "-o",
                bundle
            )
            try await receiver.done("receive", bundle)
            let opened = exchange.folder + "/opened"
            try await receiver.done("open", bundle, "-o", opened)

            let health = papers + "/health.json"
            if Folder.exists(health) {
                let part = exchange.folder + "/part"
                try await receiver.done("open", opened + "/dossier.asice", "--readers", "health", "-o", part)
                try expectSame(health, part + "/health.json")
            }
            for name in try Folder.names(in: papers) where name.hasSuffix(".json") && name != "health.json" {
                try expectSame(papers + "/" + name, opened + "/" + name)
            }
            for name in try Folder.names(in: papers + "/attachments") {
                #expect(
                    try Folder.read(papers + "/attachments/" + name, limit: 4 << 20)
                        == Folder.read(opened + "/attachments/" + name, limit: 4 << 20),
                    "\(name)"
                )
            }
        }
    }

    /// Both offices have health readers and know it of each other.
    private func prepare(_ exchange: Exchange, sender: Desk, receiver: Desk) async throws {
        for desk in [sender, receiver] {
            try await desk.done("office", "add-readers", "health", "--unprotected-keys")
            try await desk.done("office", "card", "-o", desk.home + ".card")
        }
        try await sender.done("trust", "add", receiver.home + ".card")
        try await receiver.done("trust", "add", sender.home + ".card")
    }

    private func sign(_ papers: String, as dossier: String, by signers: [JSONValue], at desk: Desk)
        async throws
    {
        for (place, signer) in signers.enumerated() {
            let officer = try #require(signer["officer"]?.string ?? signer["id"]?.string, "\(signer)")
            let role = try #require(signer["role"]?.string)
            if !["preeya", "wichai"].contains(officer) {
                try await desk.createOfficer(officer, name: "Officer \(officer)", role: role)
            }
            if place == 0 {
                try await desk.done("sign", papers, "--as", officer, "-o", dossier)
            } else {
                try await desk.done("sign", dossier, "--as", officer)
            }
        }
    }

    private func json(_ path: String) throws -> JSONValue {
        try JSON.parse(try Folder.read(path, limit: 1 << 20))
    }

    /// Checks that every text beyond ASCII of one paper stands in the other at the same place, with the same bytes.
    private func expectSame(_ sent: String, _ opened: String) throws {
        let after = try json(opened)
        var count = 0
        func visit(_ value: JSONValue, _ pointer: JSONPointer) {
            switch value {
            case .string(let text) where text.utf8.contains { $0 >= 0x80 }:
                count += 1
                #expect(
                    after[pointer]?.string.map { Array($0.utf8) } == Array(text.utf8),
                    "\(opened) \(pointer)"
                )
            case .array(let elements):
                for (index, element) in elements.enumerated() { visit(element, pointer.appending(index)) }
            case .object(let object):
                for member in object.members { visit(member.value, pointer.appending(member.name)) }
            default: break
            }
        }
        let before = try json(sent)
        visit(before, [])
        // Names of members could be written otherwise as well.
        #expect(count > 0 || Folder.split(sent).name != "referral.json")
    }
}
