// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Subprocess
import Synchronization
import Testing

/// A line to a service that breaks, crawls and stands still (`Tests/Faults/line.py`), on a port of its own that stays
/// while the service behind it comes and goes.
final class FaultyLine: Sendable {
    /// What happens to connections that begin from now on.
    enum Condition: Sendable, CustomStringConvertible {
        case clean
        /// Cut after at most so many bytes to the service.
        case cutSending(Int)
        /// Cut after at most so many bytes from the service.
        case cutAnswering(Int)
        /// So many bytes a second.
        case slow(Int)
        /// Held up after at most so many bytes to the service.
        case stalled(Int)

        var description: String {
            switch self {
            case .clean: "clean 0"
            case .cutSending(let largest): "sent \(largest)"
            case .cutAnswering(let largest): "answered \(largest)"
            case .slow(let rate): "slow \(rate)"
            case .stalled(let largest): "stalled \(largest)"
            }
        }
    }

    private let port: Int
    private let file: String
    private let state = Mutex((port: 0, condition: Condition.clean))

    private init(port: Int, file: String) {
        self.port = port
        self.file = file
    }

    /// Where senders find the service.
    var address: String { "https://127.0.0.1:\(port)" }

    /// How many connections were broken.
    var cuts: Int { (try? FileSource(file + ".cuts").size).map(Int.init) ?? 0 }

    /// Says where the service listens now.
    func lead(to port: Int) throws {
        try change { $0.port = port }
    }

    func set(_ condition: Condition) throws {
        try change { $0.condition = condition }
    }

    private func change(_ body: (inout (port: Int, condition: Condition)) -> Void) throws {
        try state.withLock { state in
            body(&state)
            let words = "\(state.port) \(state.condition) \(Int32.max)"
            try Folder.write(Array(words.utf8), to: file, existing: .replace)
        }
    }

    /// Holds a line while `body` runs; `file` is where it keeps what it is told.
    static func with<R: Sendable>(
        seed: UInt64,
        file: String,
        _ body: @escaping @Sendable (FaultyLine) async throws -> R
    ) async throws -> R {
        try Folder.write(Array("0 clean 0 0".utf8), to: file)
        let script = Folder.split(#filePath).folder + "/../../Faults/line.py"
        let result = try await Subprocess.run(
            .name("python3"),
            arguments: [script, file, String(seed)],
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            defer { try? execution.send(signal: .kill) }
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            let first = try #require(try await lines.next())
            let port = try #require(Int(first.filter(\.isNumber)))
            return try await body(FaultyLine(port: port, file: file))
        }
        return result.closureResult
    }
}
