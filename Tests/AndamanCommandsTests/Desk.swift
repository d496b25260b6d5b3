// SPDX-License-Identifier: Apache-2.0

import AndamanCommands
import Octets
import Synchronization
import Testing

/// An office's computer, on which commands run inside this process.
struct Desk: Sendable {
    let home: String
    /// How far its clock is ahead of the true time, in seconds.
    var clockAhead: Int64 = 0
    /// What a person at the terminal answers to every question; nil where nobody sits there.
    var answer: String?

    init(home: String, clockAhead: Int64 = 0) {
        self.home = home
        self.clockAhead = clockAhead
    }

    var now: Timestamp { Timestamp.now().adding(seconds: clockAhead) }

    /// Runs a command in this office's home; nobody sits at a terminal.
    func run(_ arguments: String...) async -> Ran {
        await run(arguments)
    }

    /// Runs a command; where lines are given, somebody at a terminal types them one after the other, and then Ctrl-D.
    func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        typing lines: [String]? = nil,
        hearing: @escaping @Sendable (String) -> Void = { _ in }
    ) async -> Ran {
        let (output, complaint) = (Heard(), Heard())
        let typed = Typed(lines ?? [])
        let (ahead, answer) = (clockAhead, answer)
        let surroundings = Surroundings(
            environment: environment,
            clock: { Timestamp.now().adding(seconds: ahead) },
            output: {
                output.add($0)
                hearing($0)
            },
            complaint: { complaint.add($0) },
            isInteractive: answer != nil || lines != nil,
            hasTerminal: { answer != nil || lines != nil },
            ask: { question, _ in
                if lines != nil { output.add(question) }
                guard var line = typed.next() ?? answer.map({ Array($0.utf8) }) else { return nil }
                return SecretBytes(taking: &line)
            }
        )
        let command = arguments + ["--home", home]
        let code = await Surroundings.$current.withValue(surroundings) { await Andaman.run(command) }
        return Ran(command: command, code: code, output: output.text, complaint: complaint.text)
    }

    /// Runs a command that must succeed.
    @discardableResult
    func done(_ arguments: String..., at location: SourceLocation = #_sourceLocation) async throws -> Ran {
        try await done(arguments, at: location)
    }

    @discardableResult
    func done(_ arguments: [String], at location: SourceLocation = #_sourceLocation) async throws -> Ran {
        let ran = await run(arguments)
        try #require(ran.code == 0, "\(ran)", sourceLocation: location)
        return ran
    }

    /// Makes an officer whose key asks for no passphrase.
    func createOfficer(
        _ officer: String,
        name: String,
        role: String,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let names = ["officer", "create", officer, "--name", name, "--role", role, "--unprotected-keys"]
        let ran = await run(names)
        try #require(ran.code == 0, "\(ran)", sourceLocation: location)
    }

    /// Runs the office's service while `body` runs, which is given the service's address.
    func serving<R: Sendable>(_ body: @Sendable (String) async throws -> R) async throws -> R {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            let (addresses, heard) = AsyncStream.makeStream(of: String.self)
            tasks.addTask {
                let ran = await run(["serve", "--listen", "127.0.0.1:0"]) { line in
                    if let address = line.firstMatch(of: /https:\/\/[0-9.]+:[0-9]+/) {
                        heard.yield(String(address.output))
                    }
                }
                heard.finish()
                if ran.code != 0 { Issue.record("\(ran)") }
            }
            let address = try #require(await addresses.first { _ in true })
            let result: Result<R, any Error>
            do { result = .success(try await body(address)) } catch { result = .failure(error) }
            tasks.cancelAll()
            return try result.get()
        }
    }
}

/// A command that ended.
struct Ran: Sendable, CustomStringConvertible {
    let command: [String]
    let code: Int32
    let output: String
    let complaint: String

    var description: String {
        "andaman \(command.joined(separator: " ")) ended with \(code)\n\(output)\(complaint)"
    }

    /// Checks that the command failed with `code` and said why in one sentence of the catalogue; what led to it may
    /// follow in a list.
    func expect(
        _ code: Int32,
        saying parts: String...,
        at location: SourceLocation = #_sourceLocation
    ) {
        #expect(self.code == code, "\(self)", sourceLocation: location)
        let lines = complaint.split(separator: "\n")
        #expect(lines.count { !$0.hasPrefix("- ") } == 1, "\(self)", sourceLocation: location)
        expectSentences(at: location)
        for part in parts {
            #expect(complaint.contains(part), "\(self)", sourceLocation: location)
        }
    }

    /// Checks that no message came out by its code, or with a gap where something should stand.
    func expectSentences(at location: SourceLocation = #_sourceLocation) {
        for text in [output, complaint] where !text.hasPrefix("{") {
            #expect(text.firstMatch(of: /\[[a-z-]+\.[a-z-]+/) == nil, "\(self)", sourceLocation: location)
            #expect(text.firstMatch(of: /\{[a-zA-Z]+\}/) == nil, "\(self)", sourceLocation: location)
        }
    }
}

/// What a command said so far.
private final class Heard: Sendable {
    private let heard = Mutex("")

    func add(_ text: String) { heard.withLock { $0 += text } }
    var text: String { heard.withLock { $0 } }
}

/// What somebody will type.
private final class Typed: Sendable {
    private let lines: Mutex<ArraySlice<String>>

    init(_ lines: [String]) { self.lines = Mutex(lines[...]) }
    func next() -> [UInt8]? { lines.withLock { $0.popFirst().map { Array($0.utf8) } } }
}
