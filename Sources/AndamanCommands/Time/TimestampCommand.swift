// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Files
import Octets
import Offices

/// `timestamp FILE…`: fetches the time-stamps that files lack; `--all` those that were noted while nobody answered.
struct TimestampCommand: OfficeCommand {
    static let configuration = CommandConfiguration(act: "timestamp", .helpTimestamp)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpTimestampFiles)))
    var files: [String] = []

    @Flag(help: ArgumentHelp(Help.text(.helpTimestampAll)))
    var all = false

    @Option(help: ArgumentHelp(Help.text(.helpTimestampUrl), valueName: "url"))
    var timestamp: String?

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        guard all || !files.isEmpty else { throw CommandError(.nothingToDo) }
        let given = try files.map { try Folder.absolute($0) }
        let awaiting = all ? try office.awaitingTime().map(\.path) : []
        if all, awaiting.isEmpty, given.isEmpty { session.say(.commandNothingAwaits) }
        guard !awaiting.isEmpty || !given.isEmpty else { return .done }
        let stamping = try FileStamping(session, office, url: timestamp)
        var outcomes: [Outcome] = []
        for path in given + awaiting.filter({ !given.contains($0) }) {
            outcomes.append(try await stamp(path, stamping, office, session))
        }
        return Outcome.worst(outcomes)
    }

    /// Each file stands for itself: one that fails does not hold up the others.
    private func stamp(
        _ path: String,
        _ stamping: FileStamping,
        _ office: Office,
        _ session: Session
    ) async throws -> Outcome {
        do {
            switch try await stamping.stamp(path) {
            case .stamped(let beside?): session.say(.commandStampedBeside(path: path, stamp: beside))
            case .stamped(nil): session.say(.commandStamped(path: path))
            case .complete: session.say(.commandStampedBefore(path: path))
            }
            try office.forgetAwaitingTime(path)
            return .done
        } catch {
            session.complain(of: error, about: path)
            if FileStamping.isOutage(error) {
                try office.noteAwaitingTime(path, at: session.now)
            } else if (error as? FileError)?.code == .missing {
                // It was moved or deleted; whoever has it now stamps it by its new name.
                try office.forgetAwaitingTime(path)
            }
            return Outcome(of: error)
        }
    }
}
