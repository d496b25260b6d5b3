// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Testing

/// Two offices that trust each other, Ranong and Kawthaung; a third, Phang Nga, that trusts both and that neither knows;
/// Ranong's dossier for Kawthaung, signed by both officers, and the bundle that it was sealed into.
struct Exchange: Sendable {
    let folder: String

    var ranong: Desk { Desk(home: folder + "/ranong") }
    var kawthaung: Desk { Desk(home: folder + "/kawthaung") }
    var phangnga: Desk { Desk(home: folder + "/phangnga") }
    var papers: String { folder + "/case" }
    var dossier: String { folder + "/dossier.asice" }
    var bundle: String { folder + "/bundle.sealed.asice" }
    func card(of office: String) -> String { folder + "/\(office).card.asice" }

    /// Lends an exchange in a folder of its own.
    static func with<R>(_ body: (Exchange) async throws -> R) async throws -> R {
        let tree = try await prepare()
        return try await withTemporaryFolder { folder in
            try tree.write(to: folder)
            return try await body(Exchange(folder: folder))
        }
    }

    /// Made once by the commands themselves, then copied.
    private static func prepare() async throws -> FileTree {
        // An expectation that failed counts once, in the test that met it first: the others must not pass for it.
        do { return try await prepared.value } catch { throw NotPrepared(cause: "\(error)") }
    }

    private struct NotPrepared: Error {
        let cause: String
    }

    private static let prepared = Task {
        try await withTemporaryFolder { folder in
            try await Exchange(folder: folder).prepare()
            return try FileTree(folder)
        }
    }

    private func prepare() async throws {
        let offices = [("ranong", "TH"), ("kawthaung", "MM"), ("phangnga", "TH")]
        var fingerprints: [String: String] = [:]
        for (office, country) in offices {
            let desk = Desk(home: folder + "/" + office)
            try await desk.done(
                "office",
                "create",
                office,
                "--name",
                "Office of \(office)",
                "--country",
                country,
                "--unprotected-keys"
            )
            try await desk.createOfficer("preeya", name: "Preeya Thongsuk", role: "social-worker")
            try await desk.createOfficer("wichai", name: "Wichai Kaewmanee", role: "head")
            let told = try await desk.done("office", "card", "-o", card(of: office)).output
            fingerprints[office] = told.split(separator: "\n").last.map(String.init)
        }
        for (desk, office) in [
            (ranong, "kawthaung"), (kawthaung, "ranong"), (phangnga, "ranong"), (phangnga, "kawthaung"),
        ] {
            try await desk.done("trust", "add", card(of: office), "--fingerprint", fingerprints[office] ?? "")
        }
        try ExampleCase.write(to: papers)
        try await sign(papers, as: dossier, at: ranong)
        try await ranong.done("seal", dossier, "--to", "kawthaung", "-o", bundle)
    }

    /// Signs a folder by both officers whom its referral lists.
    func sign(_ papers: String, as dossier: String, at desk: Desk) async throws {
        try await desk.done("sign", papers, "--as", "preeya", "-o", dossier)
        try await desk.done("sign", dossier, "--as", "wichai")
    }

    /// Phang Nga's bundle for Kawthaung, which does not know Phang Nga.
    func strangersBundle() async throws -> String {
        try ExampleCase.write(to: folder + "/case-phangnga", from: "phangnga")
        try await sign(folder + "/case-phangnga", as: folder + "/phangnga.asice", at: phangnga)
        let path = folder + "/phangnga.sealed.asice"
        try await phangnga.done("seal", folder + "/phangnga.asice", "--to", "kawthaung", "-o", path)
        return path
    }

    /// What is in the house of an office: sealed files, receipts and half-received ones.
    func expectNothingFiled(at desk: Desk, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let inbox = try await desk.done("inbox", "--json", at: sourceLocation)
        #expect(inbox.output == "{\"bundles\":[]}\n", sourceLocation: sourceLocation)
        // What cannot be judged yet may wait there for the day on which it can.
        let kept = try FileTree(desk.home + "/service/store").files.keys
            .filter { !$0.hasPrefix("/quarantine/") }
        #expect(kept.isEmpty, sourceLocation: sourceLocation)
    }
}
