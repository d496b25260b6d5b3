// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A command that says its outcome, and whose errors are told in one sentence.
protocol OfficeCommand: AsyncParsableCommand {
    var common: CommonOptions { get }
    func perform(_ session: Session) async throws -> Outcome
}

extension OfficeCommand {
    func run() async throws {
        let session = Session(common)
        let outcome: Outcome
        do {
            outcome = try await perform(session)
        } catch {
            session.complain(of: error)
            outcome = Outcome(of: error)
        }
        if outcome != .done { throw ExitCode(outcome.rawValue) }
    }
}
