// SPDX-License-Identifier: Apache-2.0

import Files
import JSONSchema
import Octets
import Testing

/// A person takes back the consent: nothing more leaves, and whoever has the papers is told.
@Suite(.timeLimit(.minutes(20))) struct WithdrawalTests {
    private static let recorded = "was withdrawn at"

    /// The paths of the bundles in a folder of notices.
    private func notices(_ folder: String) throws -> [String] {
        try Folder.names(in: folder).filter { $0.hasSuffix(".sealed.asice") }.map { folder + "/" + $0 }
    }

    @Test func `nothing more is sealed, and the office that got the papers gets the notice`() async throws {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            try await kawthaung.done("receive", exchange.bundle)
            let folder = exchange.folder + "/notices"
            let told = try await ranong.done(
                "withdraw",
                exchange.dossier,
                "--as",
                "preeya",
                "--by",
                "guardian",
                "-o",
                folder
            )
            told.expectSentences()
            #expect(told.output.contains("RN-2569-0117") && told.output.contains("kawthaung"))
            let notice = try #require(try notices(folder).first)

            // The dossier that was sealed before, and one made anew with a copy of the consent.
            let again = exchange.folder + "/again.sealed.asice"
            await ranong.run("seal", exchange.dossier, "--to", "kawthaung", "-o", again)
                .expect(1, saying: Self.recorded)
            #expect(!Folder.exists(again))
            await ranong.run("sign", exchange.papers, "--as", "preeya", "-o", exchange.folder + "/n.asice")
                .expect(1, saying: Self.recorded)
            let checked = await ranong.run("dossier", "check", exchange.papers, "--json")
            #expect(checked.code == 1 && checked.output.contains("\"withdrawal-recorded\""))
            // Whatever the home keeps, it is not the case.
            #expect(try !FileTree(ranong.home).contains("RN-2569-0117"))

            // The notice itself goes, and the other office remembers.
            _ = try await kawthaung.serving { address in
                try await ranong.done("send", notice, "--to", address)
            }
            let inbox = try await kawthaung.done("inbox")
            #expect(
                inbox.output.contains("notice of withdrawal") && inbox.output.contains("consent withdrawn")
            )
            let listed = try await kawthaung.done("inbox", "--json")
            #expect(listed.output.contains("\"withdrawal\":\"notice\""))
            #expect(listed.output.contains("\"withdrawal\":\"withdrawn\""))
            let opened = exchange.folder + "/opened"
            let shown = try await kawthaung.done("open", exchange.bundle, "-o", opened)
            #expect(shown.output.contains("Pass nothing on"))
            let verified = try await kawthaung.done("verify", opened + "/dossier.asice")
            #expect(verified.output.contains("Pass nothing on"))
            let json = try await kawthaung.done("verify", "--json", opened + "/dossier.asice")
            let value = try JSON.parse(Array(json.output.utf8.dropLast()))
            #expect(value["verdict"] == "valid")
            #expect(value["withdrawals"]?.array?.first?["office"] == "ranong")
            try await kawthaung.done("open", notice, "-o", exchange.folder + "/notice")
            #expect(Folder.exists(exchange.folder + "/notice/withdrawal.json"))
            #expect(try !FileTree(kawthaung.home).contains("RN-2569-0117"))
        }
    }

    @Test func `the office that was told seals nothing onward by that consent, nor by law in its place`()
        async throws
    {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            let folder = exchange.folder + "/notices"
            try await ranong.done("withdraw", exchange.dossier, "--as", "preeya", "-o", folder)
            try await kawthaung.done("receive", try #require(try notices(folder).first))

            let reply = exchange.folder + "/reply"
            try ExampleCase.write("handover-return", to: reply, from: "kawthaung")
            try Folder.write([1], to: reply + "/attachments/countersigned.asice")
            try replace("\"tunlin\"", by: "\"preeya\"", in: reply + "/referral.json")
            try replace("\"police-officer\"", by: "\"social-worker\"", in: reply + "/referral.json")
            let byLaw = await kawthaung.run("sign", reply, "--as", "preeya", "-o", reply + ".asice")
            byLaw.expect(1, saying: "legal basis")

            // By the consent that was taken back.
            var root = try JSON.parse(Folder.read(reply + "/referral.json", limit: 1 << 20)).object!
            root["legalBasis"] = nil
            let bytes = JSONValue.object(root).bytes(.pretty)
            try Folder.write(bytes, to: reply + "/referral.json", existing: .replace)
            let consent = try Folder.read(exchange.papers + "/consent.json", limit: 1 << 20)
            try Folder.write(consent, to: reply + "/consent.json")
            // What was signed without asking is refused where it is sealed.
            try signLoosely(reply, by: ["preeya"], at: kawthaung, into: exchange.folder + "/r.asice")
            let bundle = exchange.folder + "/r.sealed.asice"
            await kawthaung.run("seal", exchange.folder + "/r.asice", "--to", "ranong", "-o", bundle)
                .expect(1, saying: Self.recorded)

            // A new consent is a new decision.
            let later = Desk(home: kawthaung.home, clockAhead: 120)
            var fresh = try JSON.parse(consent).object!
            fresh["taken"] = .string(later.now.adding(seconds: -30).description)
            try Folder.write(
                JSONValue.object(fresh).bytes(.pretty),
                to: reply + "/consent.json",
                existing: .replace
            )
            try await later.done("sign", reply, "--as", "preeya", "-o", reply + ".asice")
            try await later.done("seal", reply + ".asice", "--to", "ranong", "-o", bundle)
        }
    }

    @Test func `a bundle sealed after the withdrawal is refused, one on its way before it is taken`()
        async throws
    {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            let folder = exchange.folder + "/notices"
            try await ranong.done("withdraw", exchange.dossier, "--as", "preeya", "-o", folder)
            try await kawthaung.done("receive", try #require(try notices(folder).first))
            let late = Desk(home: ranong.home, clockAhead: 60)
            let bundle = exchange.folder + "/late.sealed.asice"
            let id = "01a20878-2fc0-7baa-a666-445f52433283"
            try sealLoosely(exchange.dossier, from: late, to: "kawthaung", as: id, into: bundle)
            await kawthaung.run("receive", bundle).expectCode(1)
            try await ranong.done("verify", exchange.folder + "/late.receipt.asice")
            try await kawthaung.done("receive", exchange.bundle)
        }
    }

    @Test func `every office that got the papers is told, and none that did not`() async throws {
        try await Exchange.with { exchange in
            let ranong = exchange.ranong
            // Phang Nga is trusted, and got nothing.
            let heard = try await exchange.phangnga.done("trust", "show", "phangnga").output
            let words = heard.split(separator: "\n").last.map(String.init) ?? ""
            try await ranong.done(
                "trust",
                "add",
                exchange.card(of: "phangnga"),
                "--fingerprint",
                words
            )
            let first = exchange.folder + "/first"
            try await ranong.done(
                "withdraw",
                exchange.dossier,
                "--as",
                "preeya",
                "--purpose",
                "follow-up",
                "-o",
                first
            )
            #expect(
                try Folder.names(in: first).filter { !$0.hasSuffix(".sealed.asice") } == ["kawthaung.asice"]
            )
            // Only the follow-up is taken back; the return goes on.
            let again = exchange.folder + "/again.sealed.asice"
            try await ranong.done("seal", exchange.dossier, "--to", "kawthaung", "-o", again)
            // An office that is known to have a copy is told when it is named.
            let second = exchange.folder + "/second"
            try await ranong.done(
                "withdraw",
                exchange.dossier,
                "--as",
                "preeya",
                "--to",
                "phangnga",
                "-o",
                second
            )
            #expect(try notices(second).count == 2)
            await ranong.run("seal", exchange.dossier, "--to", "kawthaung", "-o", again).expectCode(73)
            await ranong.run("seal", exchange.dossier, "--to", "kawthaung", "-o", again + "2")
                .expect(1, saying: Self.recorded)
        }
    }

    @Test func `told to the office that received, the withdrawal goes back to the sender`() async throws {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            try await kawthaung.done("receive", exchange.bundle)
            let opened = exchange.folder + "/opened"
            try await kawthaung.done("open", exchange.bundle, "-o", opened)
            let folder = exchange.folder + "/notices"
            try await kawthaung.done("withdraw", opened, "--as", "preeya", "-o", folder)
            try await ranong.done("receive", try #require(try notices(folder).first))
            let again = exchange.folder + "/again.sealed.asice"
            await ranong.run("seal", exchange.dossier, "--to", "kawthaung", "-o", again)
                .expect(1, saying: Self.recorded, "kawthaung")
        }
    }

    @Test func `where the record cannot be read nothing is sealed, and verify says so beside its verdict`()
        async throws
    {
        try await Exchange.with { exchange in
            let ranong = exchange.ranong
            let path = ranong.home + "/service/registry.sqlite"
            for name in try Folder.names(in: ranong.home + "/service") where name.hasPrefix("registry") {
                try Folder.deleteFile(ranong.home + "/service/" + name)
            }
            try Folder.write(Array(repeating: 7, count: 10_000), to: path)
            let bundle = exchange.folder + "/blind.sealed.asice"
            await ranong.run("seal", exchange.dossier, "--to", "kawthaung", "-o", bundle).expect(65)
            #expect(!Folder.exists(bundle))
            let verified = await ranong.run("verify", exchange.dossier)
            verified.expect(0)
            #expect(verified.output.contains("VALID"))
        }
    }

    @Test func `what cannot be a withdrawal is not recorded`() async throws {
        try await Exchange.with { exchange in
            let ranong = exchange.ranong
            let folder = exchange.folder + "/notices"
            func withdraw(_ desk: Desk, _ dossier: String, _ more: String...) async -> Ran {
                await desk.run(["withdraw", dossier, "--as", "preeya", "-o", folder] + more)
            }
            await withdraw(ranong, exchange.dossier, "--purpose", "curiosity").expect(1)
            await withdraw(ranong, exchange.dossier, "--at", "2999-01-01T00:00:00Z").expect(64)
            await withdraw(exchange.phangnga, exchange.dossier).expect(1, saying: "phangnga")
            await ranong.run("withdraw", exchange.dossier, "--as", "nobody", "-o", folder).expect(66)
            var desk = ranong
            desk.answer = "no"
            await withdraw(desk, exchange.dossier).expectCode(77)
            #expect(!Folder.exists(folder))
            let bundle = exchange.folder + "/still.sealed.asice"
            try await ranong.done("seal", exchange.dossier, "--to", "kawthaung", "-o", bundle)

            // Where nobody has the papers nobody is told, and the words are tried all the same.
            let alone = exchange.folder + "/alone"
            try ExampleCase.write(to: alone)
            try replace(
                "019a6a0e-5c00-7a11-8b22",
                by: "019a6a0e-5c00-7a11-8b33",
                in: alone + "/referral.json"
            )
            for name in try Folder.names(in: alone) where name.hasSuffix(".json") {
                try replace("RN-2569-0117", by: "RN-2569-0999", in: alone + "/" + name)
            }
            try signLoosely(alone, by: ["preeya"], at: ranong, into: alone + ".asice")
            await withdraw(ranong, alone + ".asice", "--by", "neighbour").expect(1)
            desk.answer = "yes"
            let nobody = await withdraw(desk, alone + ".asice")
            nobody.expectCode(0)
            #expect(nobody.output.contains("nobody to tell") && !Folder.exists(folder))

            // A suspect's dossier goes by law: there is nothing to take back.
            let papers = exchange.folder + "/suspect"
            try ExampleCase.write("suspect-from-ranong", to: papers)
            let suspect = exchange.folder + "/suspect.asice"
            try signLoosely(papers, by: ["preeya"], at: ranong, into: suspect)
            await withdraw(ranong, suspect).expect(1, saying: "legal basis")
        }
    }
}
