// SPDX-License-Identifier: Apache-2.0

import Files
import JSONSchema
import Octets
import Testing

/// What an officer sees before signing, and what is told of who signed.
@Suite(.timeLimit(.minutes(20))) struct SigningTests {
    @Test func `an officer sees the papers, the role and who is owed before anything is signed`() async throws
    {
        try await Exchange.with { exchange in
            let dossier = exchange.folder + "/d.asice"
            var desk = exchange.ranong
            desk.answer = "no"
            let refused = await desk.run("sign", exchange.papers, "--as", "preeya", "-o", dossier)
            refused.expectCode(77)
            #expect(!Folder.exists(dossier))
            for told in [
                "Preeya Thongsuk (preeya)", "office ranong", "Case RN-2569-0117", "documents/01.json",
                "(consent.json)", "attachments/01.pdf", "Still to sign: wichai",
            ] {
                #expect(refused.output.contains(told), "\(told)\n\(refused)")
            }
            // The papers by their titles and numbers; what stands in them is not read out.
            #expect(!refused.output.contains("Su Su") && !refused.output.contains(ExampleCase.marker))

            desk.answer = "yes"
            try await desk.done("sign", exchange.papers, "--as", "preeya", "-o", dossier)
            desk.answer = "no"
            let before = try Folder.read(dossier, limit: 1 << 20)
            let second = await desk.run("sign", dossier, "--as", "wichai")
            second.expectCode(77)
            #expect(second.output.contains("Signed already: preeya"))
            #expect(!second.output.contains("Still to sign"))
            #expect(try Folder.read(dossier, limit: 1 << 20) == before)
            try await desk.done("sign", dossier, "--as", "wichai", "--yes")

            // What was shown is what is signed.
            let shown = try #require(second.output.firstMatch(of: /documents\/01\.json  ([0-9a-f]{16})/))
            let verified = try await desk.done("verify", "--json", dossier)
            #expect(verified.output.contains("\"sha256\":\"\(shown.output.1)"))
        }
    }

    @Test func `a role that the procedure does not give an officer signs nothing`() async throws {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            try await ranong.createOfficer("naree", name: "Naree", role: "labour-officer")
            // First, where the procedure wants somebody who has the case.
            let papers = exchange.folder + "/labour"
            try ExampleCase.write(to: papers)
            let root = papers + "/referral.json"
            var referral = try JSON.parse(Folder.read(root, limit: 1 << 20)).object!
            referral["signers"] = [["officer": "naree", "role": "labour-officer"]]
            try Folder.write(JSONValue.object(referral).bytes(.pretty), to: root, existing: .replace)
            let output = exchange.folder + "/labour.asice"
            await ranong.run("sign", papers, "--as", "naree", "-o", output).expect(1, saying: "- ")
            // Claiming a role that he does not have.
            referral["signers"] = [["officer": "naree", "role": "head"]]
            try Folder.write(JSONValue.object(referral).bytes(.pretty), to: root, existing: .replace)
            await ranong.run("sign", papers, "--as", "naree", "-o", output).expect(1, saying: "naree")
            #expect(!Folder.exists(output))

            // Nor does a labour officer countersign for an office in a suspect's case.
            try await kawthaung.createOfficer("aung", name: "Aung", role: "police-officer")
            let suspect = exchange.folder + "/suspect"
            try ExampleCase.write("suspect-from-ranong-outcome", to: suspect)
            var outcome = try JSON.parse(Folder.read(suspect + "/referral.json", limit: 1 << 20)).object!
            outcome["signers"] = [["officer": "aung", "role": "police-officer"]]
            let bytes = JSONValue.object(outcome).bytes(.pretty)
            try Folder.write(bytes, to: suspect + "/referral.json", existing: .replace)
            try await kawthaung.done("sign", suspect, "--as", "aung", "-o", output)
            await ranong.run("sign", output, "--as", "naree").expect(1, saying: "- ", "naree")
            try await ranong.done("sign", output, "--as", "wichai")
        }
    }

    /// Kawthaung's account of the handover, as a folder.
    private func receipt(_ exchange: Exchange) throws -> String {
        let papers = exchange.folder + "/receipt"
        try ExampleCase.write("handover-return", to: papers, from: "kawthaung")
        try Folder.write([1], to: papers + "/attachments/countersigned.asice")
        try replace("\"tunlin\"", by: "\"aung\"", in: papers + "/referral.json")
        return papers
    }

    private func officers(_ json: Ran) throws -> [String] {
        let value = try JSON.parse(Array(json.output.utf8.dropLast()))
        #expect(value["verdict"] == "valid" && value["owed"]?.array?.isEmpty == true)
        return (value["signatures"]?.array ?? []).map { signature in
            let signer = signature["signer"]
            return [signer?["office"], signer?["officer"], signer?["role"], signature["standing"]]
                .map { $0?.string ?? "" }.joined(separator: " ")
        }
    }

    private static let both = [
        "kawthaung aung police-officer listed", "ranong preeya social-worker countersignature",
    ]

    @Test func `at the pier both officers sign the handover receipt on one machine`() async throws {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            try await kawthaung.createOfficer("aung", name: "Aung Kyaw", role: "police-officer")
            let dossier = exchange.folder + "/receipt.asice"
            try await kawthaung.done("sign", try receipt(exchange), "--as", "aung", "-o", dossier)
            let given = try await ranong.done("sign", dossier, "--as", "preeya")
            #expect(given.output.contains("countersignature"))
            #expect(try await officers(kawthaung.done("verify", "--json", dossier)) == Self.both)
            #expect(try await officers(ranong.done("verify", "--json", dossier)) == Self.both)
            let told = try await ranong.done("verify", dossier)
            #expect(told.output.contains("Aung Kyaw, Police officer, kawthaung"), "\(told)")
            #expect(told.output.contains("Preeya Thongsuk, Social worker, ranong"), "\(told)")
        }
    }

    @Test func `on two machines the receipt goes over, is signed there and comes back`() async throws {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            try await kawthaung.createOfficer("aung", name: "Aung Kyaw", role: "police-officer")
            let dossier = exchange.folder + "/receipt.asice"
            let bundle = exchange.folder + "/receipt.sealed.asice"
            try await kawthaung.done("sign", try receipt(exchange), "--as", "aung", "-o", dossier)
            try await kawthaung.done("seal", dossier, "--to", "ranong", "-o", bundle)
            let opened = exchange.folder + "/opened"
            _ = try await ranong.serving { address in
                try await kawthaung.done("send", bundle, "--to", address)
            }
            try await ranong.done("open", bundle, "-o", opened)
            try await ranong.done("sign", opened + "/dossier.asice", "--as", "preeya")
            // It comes back inside a dossier of Ranong's own, among the papers of the next step.
            let back = exchange.folder + "/back"
            try ExampleCase.write(to: back)
            let both = try Folder.read(opened + "/dossier.asice", limit: 1 << 20)
            try Folder.write(both, to: back + "/attachments/receipt.asice")
            try await exchange.sign(back, as: exchange.folder + "/back.asice", at: ranong)
            let returned = exchange.folder + "/back.sealed.asice"
            try await ranong.done(
                "seal",
                exchange.folder + "/back.asice",
                "--to",
                "kawthaung",
                "-o",
                returned
            )
            try await kawthaung.done("receive", returned)
            try await kawthaung.done("open", returned, "-o", exchange.folder + "/home")
            let receipt = exchange.folder + "/home/attachments/receipt.asice"
            #expect(try await officers(kawthaung.done("verify", "--json", receipt)) == Self.both)
        }
    }

    @Test func `who has not signed is owed, in words and for programs`() async throws {
        try await Exchange.with { exchange in
            let half = exchange.folder + "/half.asice"
            try await exchange.ranong.done("sign", exchange.papers, "--as", "preeya", "-o", half)
            let told = await exchange.ranong.run("verify", half)
            told.expectCode(1)
            #expect(told.output.contains("Still owed: wichai, Head of the office, for ranong"), "\(told)")
            let json = await exchange.ranong.run("verify", "--json", half)
            let value = try JSON.parse(Array(json.output.utf8.dropLast()))
            #expect(value["owed"] == [["officer": "wichai", "role": "head"]])
        }
    }
}
