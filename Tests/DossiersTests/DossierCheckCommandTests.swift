// SPDX-License-Identifier: Apache-2.0

import AndamanCommands
import Dossiers
import Files
import JSONSchema
import Octets
import Synchronization
import Testing

/// `dossier check` itself, on every example and on every variant with one fault, each at its own moment.
@Suite(.timeLimit(.minutes(20))) struct DossierCheckCommandTests {
    /// A finding as the command prints it.
    private struct Fault: Hashable {
        let code: String
        let severity: String
        let document: String?
        let pointer: String?
    }

    @Test(arguments: ExampleFolder.Name.allCases)
    func `an example passes`(name: ExampleFolder.Name) async throws {
        let example = try ExampleFolder(name)
        let checked = try await check(example)
        #expect(checked.code == 0)
        #expect(checked.faults == [])
    }

    @Test(arguments: BrokenVariant.all)
    func `a variant with one fault draws that fault and no other`(variant: BrokenVariant) async throws {
        var example = try ExampleFolder(variant.example)
        for edit in variant.edits { try example.apply(edit) }
        let checked = try await check(example)
        #expect(checked.code == (variant.severity == .error ? 1 : 0))
        let fault = Fault(
            code: variant.code.rawValue,
            severity: variant.severity.rawValue,
            document: variant.document,
            pointer: variant.pointer
        )
        #expect(checked.faults == [fault])
    }

    // MARK: The command in an office

    private func check(_ example: ExampleFolder) async throws -> (code: Int32, faults: [Fault]) {
        let home = try await Self.home.value
        var generator = SystemRandomNumberGenerator()
        let folder = "/tmp/andaman-check-" + String(generator.next(), radix: 36)
        try Folder.create(folder)
        defer { try? Folder.deleteTree(folder) }
        for (name, value) in [("referral.json", example.root)] + example.documents {
            try Folder.write(value.bytes(.pretty), to: folder + "/" + name)
        }
        let (code, output) = await Self.run(
            ["dossier", "check", "--json", folder, "--home", home.ranong],
            at: example.name.moment
        )
        let value = try JSON.parse(Array(output.utf8.dropLast()))
        #expect(value["ready"]?.bool == (code == 0))
        let faults = (value["findings"]?.array ?? []).filter { $0["severity"] != "note" }
        return (
            code,
            faults.map { finding in
                Fault(
                    code: finding["code"]?.string ?? "",
                    severity: finding["severity"]?.string ?? "",
                    document: finding["document"]?.string,
                    pointer: finding["pointer"]?.string
                )
            }
        )
    }

    /// Ranong's home, which knows Kawthaung; made once, and gone with the process's last test.
    private static let home = Task { try await Home() }

    private final class Home: Sendable {
        let folder: String
        var ranong: String { folder + "/ranong" }

        init() async throws {
            var generator = SystemRandomNumberGenerator()
            folder = "/tmp/andaman-check-home-" + String(generator.next(), radix: 36)
            try Folder.create(folder)
            let founded = Timestamp("2026-11-01T00:00:00Z")!
            var words = ""
            for (office, country) in [("ranong", "TH"), ("kawthaung", "MM")] {
                let home = ["--home", folder + "/" + office]
                for command in [
                    [
                        "office", "create", office, "--name", office, "--country", country,
                        "--unprotected-keys",
                    ],
                    ["office", "add-readers", "health", "--unprotected-keys"],
                    ["office", "card", "-o", folder + "/" + office + ".card.asice"],
                ] {
                    let (code, output) = await run(command + home, at: founded)
                    try #require(code == 0, "\(output)")
                    words = output.split(separator: "\n").last.map(String.init) ?? ""
                }
            }
            let card = folder + "/kawthaung.card.asice"
            let (code, output) = await run(
                ["trust", "add", card, "--fingerprint", words, "--home", ranong],
                at: founded
            )
            try #require(code == 0, "\(output)")
        }

        deinit { try? Folder.deleteTree(folder) }
    }

    private static func run(_ command: [String], at moment: Timestamp) async -> (Int32, String) {
        let said = Mutex("")
        let surroundings = Surroundings(
            environment: [:],
            clock: { moment },
            output: { text in said.withLock { $0 += text } },
            complaint: { _ in },
            isInteractive: false,
            hasTerminal: { false },
            ask: { _, _ in nil }
        )
        let code = await Surroundings.$current.withValue(surroundings) { await Andaman.run(command) }
        return (code, said.withLock { $0 })
    }
}
