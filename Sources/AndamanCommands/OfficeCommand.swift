// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A command that says its outcome, and whose errors are told in one sentence.
protocol OfficeCommand: ParsableCommand {
    var common: CommonOptions { get }
    func perform(_ session: Session) async throws -> Outcome
}

extension OfficeCommand {
    /// Performs the command and tells what went wrong, on the caller's thread as long as it waits for nothing.
    func outcome() async -> Outcome {
        let session = Session(common)
        do {
            return try await perform(session)
        } catch {
            session.complain(of: error)
            return Outcome(of: error)
        }
    }
}
