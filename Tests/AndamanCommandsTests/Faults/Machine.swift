// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Subprocess
import Testing

/// One office's machine in the fault suite: its disk with the office's home, its clock, and the programs that run on it,
/// which may be killed at any operation, and lose their power.
final class Machine: Sendable {
    let name: String
    let disk: MachineDisk
    let clock: MachineClock
    /// The part of the home that the disk may refuse to write.
    let kept: String
    private let library: String
    private let journal: String
    private let power: Shared<PowerCut>
    /// Programs that were killed.
    let kills = Shared(0)
    /// Losses of power.
    let losses = Shared(0)

    var home: String { disk.folder + "/home" }
    var desk: Desk { Desk(home: home, clockAhead: clock.offset) }

    /// - Parameters:
    ///   - name: the office's.
    ///   - folder: where disk, clock and journal are.
    ///   - home: what the office's home begins as.
    ///   - kept: the folder in it that may be read-only by itself.
    ///   - library: `Tests/Faults/machine.c`, compiled.
    /// - Throws: `FileError`.
    init(_ name: String, in folder: String, home: FileTree, kept: String, library: String) async throws {
        self.name = name
        self.library = library
        journal = folder + "/\(name).journal"
        clock = try MachineClock(folder + "/\(name).clock")
        disk = try await MachineDisk(folder + "/" + name, size: "8g")
        power = Shared(try PowerCut(journal: journal))
        self.kept = disk.folder + "/home/" + kept
        try home.write(to: disk.folder + "/home")
        try Folder.create(self.kept)
        try await disk.separate(self.kept)
    }

    /// Compiles what stands between a program and its machine.
    static func library(in folder: String) async throws -> String {
        let source = Folder.split(#filePath).folder + "/../../Faults/machine.c"
        let path = folder + "/machine.so"
        let result = try await Subprocess.run(
            .name("clang"),
            arguments: ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", source, "-o", path],
            output: .discarded,
            error: .string(limit: 1 << 16)
        )
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
        return path
    }

    private func variables(dyingAt operation: Int?) -> [String] {
        var variables = [
            "LD_PRELOAD=" + library, "FAULT_CLOCK=" + clock.path, "FAULT_JOURNAL=" + journal,
            "FAULT_DISK=" + disk.folder,
        ]
        if let operation { variables.append("FAULT_DIES_AT=\(operation)") }
        return variables
    }

    /// Runs a command, which is killed at an operation of that number where one is given.
    func run(_ arguments: [String], dyingAt operation: Int? = nil) async throws -> Ran {
        let ran = try await Program.run(
            arguments + ["--home", home],
            with: variables(dyingAt: operation)
        )
        count(ran.code)
        return ran
    }

    /// Runs the service until it ends, and returns how.
    func serve(
        dyingAt operation: Int?,
        begun: @escaping @Sendable (@escaping @Sendable (Signal) -> Void) -> Void,
        listening: @escaping @Sendable (Int) throws -> Void
    ) async throws -> Int32 {
        let code = try await Program.serve(home, with: variables(dyingAt: operation), begun: begun) {
            line,
            _ in
            guard let port = Program.address(in: line)?.split(separator: ":").last else { return }
            try listening(try #require(Int(port)))
        }
        count(code)
        return code
    }

    private func count(_ code: Int32) {
        if code == -9 { kills.change { $0 += 1 } }
    }

    /// Loses power, when no program runs: what was not safe may be torn.
    func losePower(using generator: inout some RandomNumberGenerator) throws {
        var cut = power.value
        try cut.strike(disk.folder, using: &generator)
        power.value = cut
        losses.change { $0 += 1 }
    }

    /// All that was written is safe, when no program runs; before the test itself writes to the disk.
    func synchronise() throws {
        var cut = power.value
        try cut.synchronise()
        power.value = cut
    }

    /// What losses of power have torn or undone.
    var damage: Int { power.value.damage }
}
