// SPDX-License-Identifier: Apache-2.0

import Files
import Subprocess
import Testing

/// The unit for systemd, as systemd itself reads it.
@Suite struct UnitFileTests {
    private static let unit =
        #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/docs/andaman.service"

    private func analyze(_ arguments: [String]) async throws -> (isSuccess: Bool, text: String) {
        guard Folder.exists("/usr/bin/systemd-analyze") else {
            try Test.cancel("there is no systemd-analyze here")
        }
        let result = try await run(
            .name("systemd-analyze"),
            arguments: Arguments(arguments),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        return (result.terminationStatus.isSuccess, result.standardOutput + result.standardError)
    }

    @Test func `the unit is sound`() async throws {
        // The program is looked for by its path, which is where an installation has it.
        var generator = SystemRandomNumberGenerator()
        let folder = "/tmp/andaman-test-" + String(generator.next(), radix: 36)
        try Folder.create(folder)
        defer { try? Folder.deleteTree(folder) }
        let text = String(decoding: try Folder.read(Self.unit, limit: 1 << 16), as: UTF8.self)
        let unit = text.replacing("/usr/bin/andaman", with: "/bin/true")
        try Folder.write(Array(unit.utf8), to: folder + "/andaman.service")
        let (isSuccess, said) = try await analyze(["verify", folder + "/andaman.service"])
        #expect(isSuccess && !said.contains("andaman.service"), "\(said)")
    }

    @Test func `the unit gives the service what it needs and hardly more`() async throws {
        let (isSuccess, said) = try await analyze(["security", "--offline=true", "--threshold=20", Self.unit])
        #expect(isSuccess, "\(said)")
    }
}
