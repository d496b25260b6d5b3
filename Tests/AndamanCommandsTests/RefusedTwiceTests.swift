// SPDX-License-Identifier: Apache-2.0

import Bundles
import Dossiers
import Files
import JSONSchema
import Octets
import Offices
import Testing

/// What may not be shared is refused where it leaves and again where it comes in, whatever program made it.
@Suite(.timeLimit(.minutes(20))) struct RefusedTwiceTests {
    /// Papers that break one rule, and the code of it.
    struct Case: CustomTestStringConvertible, Sendable {
        let code: String
        /// What comes of the same fault besides.
        var also: [String] = []
        /// How long after signing it is sealed, in seconds.
        var later: Int64 = 0
        var parts: [Referral.Part] = []
        let change: @Sendable (_ papers: String) throws -> Void
        var testDescription: String { code }
    }

    static let cases = [
        Case(code: "suspect-paper-in-victim-dossier") { papers in
            try Self.enclose("suspect-transfer.json", of: "suspect-from-ranong", in: papers)
        },
        // A health paper that lies open before police who have no health readers.
        Case(code: "class-in-the-open", also: ["class-without-reader"]) { papers in
            try Self.enclose("health.json", of: "repatriation-of-a-victim", in: papers)
        },
        // The same in a part that nobody there can open.
        Case(code: "class-without-reader", parts: [part]) { _ in },
        Case(code: "consent-expired", later: 40 * 86400) { papers in
            try Self.set("expires", to: Timestamp.now().adding(seconds: 30 * 86400).description, in: papers)
        },
        Case(code: "consent-other-office") { papers in
            try replace(
                "\"office\": \"kawthaung\"",
                by: "\"office\": \"myeik\"",
                in: papers + "/consent.json"
            )
        },
    ]

    private static let part = Referral.Part(
        name: "parts/01.asice.age",
        readers: "health",
        recipients: [SHA256Digest(of: [1])],
        manifests: [SHA256Digest(of: [2])]
    )

    /// Puts a paper of another example in, as if it were about this case.
    private static func enclose(_ name: String, of example: String, in papers: String) throws {
        let path = Folder.split(#filePath).folder + "/../../Examples/" + example + "/" + name
        var paper = try JSON.parse(Folder.read(path, limit: 1 << 20)).object!
        paper["case"] = "RN-2569-0117"
        try Folder.write(JSONValue.object(paper).bytes(.pretty), to: papers + "/" + name)
    }

    private static func set(_ name: String, to text: String, in papers: String) throws {
        let path = papers + "/consent.json"
        var paper = try JSON.parse(Folder.read(path, limit: 1 << 20)).object!
        paper[name] = .string(text)
        try Folder.write(JSONValue.object(paper).bytes(.pretty), to: path, existing: .replace)
    }

    @Test(arguments: cases) func `refused at seal and at the receiver`(_ example: Case) async throws {
        try await Exchange.with { exchange in
            let papers = exchange.folder + "/wrong"
            try ExampleCase.write(to: papers)
            // The fault alone: what the papers say otherwise is in order.
            try await exchange.ranong.done("dossier", "check", papers)
            try example.change(papers)
            let dossier = exchange.folder + "/wrong.asice"
            try signLoosely(
                papers,
                by: ["preeya", "wichai"],
                at: exchange.ranong,
                enclosing: example.parts,
                into: dossier
            )
            let ranong = Desk(home: exchange.ranong.home, clockAhead: example.later)
            let kawthaung = Desk(home: exchange.kawthaung.home, clockAhead: example.later)
            let path = exchange.folder + "/wrong.sealed.asice"
            let refused = await ranong.run("seal", dossier, "--to", "kawthaung", "-o", path)
            refused.expect(1, saying: "- ")
            #expect(!Folder.exists(path))

            // A program that seals all the same.
            let id = "01a20878-2fc0-7baa-a666-445f52433281"
            try sealLoosely(dossier, from: ranong, to: "kawthaung", as: id, into: path)
            let taken = await kawthaung.run("receive", path)
            #expect(taken.code == 1, "\(taken)")
            #expect(try FileTree(kawthaung.home + "/service/store").files.isEmpty)
            let receipt = try Receipt(
                container: Folder.read(exchange.folder + "/wrong.receipt.asice", limit: 1 << 20),
                trust: Office(home: ranong.home).trust(),
                at: ranong.now
            )
            #expect(receipt.document.decision == .refused && receipt.document.codes == ["content"])
            let reasons = try receipt.reasons(
                identities: [Office(home: ranong.home).identity(NoPassphrases())]
            )
            // One fault, told as itself and as nothing else.
            #expect(reasons.map(\.code) == ["rules-broken", example.code] + example.also)
        }
    }

    @Test func `papers in Zawgyi that another office has signed are taken, and told`() async throws {
        try await Exchange.with { exchange in
            let papers = exchange.folder + "/zawgyi"
            try ExampleCase.write(to: papers)
            let path = papers + "/risk.json"
            var paper = try JSON.parse(Folder.read(path, limit: 1 << 20)).object!
            let zawgyi = "ေဒၚခင္မာလြင္ ကေလးသည္ မိခင္ႏွင့္ ေဝးကြာေနသည္။"
            let texts = paper.members.filter { $0.value.string?.contains(" ") == true }
            paper[try #require(texts.first).name] = .string(zawgyi)
            try Folder.write(JSONValue.object(paper).bytes(.pretty), to: path, existing: .replace)
            await exchange.ranong.run("dossier", "check", papers).expectCode(1)
            let dossier = exchange.folder + "/zawgyi.asice"
            try signLoosely(papers, by: ["preeya", "wichai"], at: exchange.ranong, into: dossier)
            let bundle = exchange.folder + "/zawgyi.sealed.asice"
            await exchange.ranong.run("seal", dossier, "--to", "kawthaung", "-o", bundle).expect(1)
            let id = "01a20878-2fc0-7baa-a666-445f52433282"
            try sealLoosely(dossier, from: exchange.ranong, to: "kawthaung", as: id, into: bundle)
            try await exchange.kawthaung.done("receive", bundle)
            let opened = try await exchange.kawthaung.done("open", bundle, "-o", exchange.folder + "/o")
            #expect(opened.output.contains("Zawgyi"), "\(opened)")
            let verified = try await exchange.kawthaung.done("verify", "--json", dossier)
            #expect(verified.output.contains("\"zawgyi-suspected\""))
        }
    }

    @Test func `THREATS 23: a bundle from the future is not taken yet, and not refused for good`()
        async throws
    {
        try await Exchange.with { exchange in
            let ahead = Desk(home: exchange.ranong.home, clockAhead: 3 * 3600)
            let bundle = exchange.folder + "/future.sealed.asice"
            try await ahead.done("seal", exchange.dossier, "--to", "kawthaung", "-o", bundle)
            let early = await exchange.kawthaung.run("receive", bundle)
            early.expect(3, saying: "not-yet")
            try await exchange.expectNothingFiled(at: exchange.kawthaung)
            await exchange.kawthaung.run("open", bundle, "-o", exchange.folder + "/early").expect(3)
            try await exchange.kawthaung.serving { address in
                await ahead.run("send", bundle, "--to", address).expect(69)
            }
            // An hour's difference is what two clocks may have.
            let later = Desk(home: exchange.kawthaung.home, clockAhead: 2 * 3600 + 60)
            try await later.done("receive", bundle)
        }
    }
}

extension Ran {
    /// Checks the code alone.
    func expectCode(_ code: Int32, at location: SourceLocation = #_sourceLocation) {
        #expect(self.code == code, "\(self)", sourceLocation: location)
    }
}
