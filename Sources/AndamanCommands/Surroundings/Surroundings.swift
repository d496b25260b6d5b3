// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Octets

/// What a command has around it: the clock, the environment, and where its words go.
///
/// A test puts its own in place; the program takes the process's.
package struct Surroundings: Sendable {
    /// The environment's variables.
    package var environment: [String: String]
    /// The moment it is now.
    package var clock: @Sendable () -> Timestamp
    /// Takes text for standard output.
    package var output: @Sendable (String) -> Void
    /// Takes text for standard error.
    package var complaint: @Sendable (String) -> Void
    /// Whether a person sits at the other end of standard error.
    package var isInteractive: Bool
    /// Whether there is a terminal to ask at, wherever the streams go.
    package var hasTerminal: @Sendable () -> Bool
    /// Asks the person at the terminal for a line, unseen where it is a secret; nil where nobody is there, or nobody types any more.
    package var ask: @Sendable (_ question: String, _ isSecret: Bool) throws -> SecretBytes?

    package init(
        environment: [String: String],
        clock: @escaping @Sendable () -> Timestamp,
        output: @escaping @Sendable (String) -> Void,
        complaint: @escaping @Sendable (String) -> Void,
        isInteractive: Bool,
        hasTerminal: @escaping @Sendable () -> Bool,
        ask: @escaping @Sendable (_ question: String, _ isSecret: Bool) throws -> SecretBytes?
    ) {
        self.environment = environment
        self.clock = clock
        self.output = output
        self.complaint = complaint
        self.isInteractive = isInteractive
        self.hasTerminal = hasTerminal
        self.ask = ask
    }

    /// The surroundings of the command that is running.
    @TaskLocal package static var current = Surroundings.process

    /// The language of the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`, in that order).
    var localeLanguage: Language {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy
            .compactMap { environment[$0] }
            .first { !$0.isEmpty }
        return locale.flatMap { Language(locale: $0) } ?? .en
    }
}
