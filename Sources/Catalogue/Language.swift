// SPDX-License-Identifier: Apache-2.0

/// The languages that people on both sides read.
package enum Language: String, CaseIterable, Sendable {
    case en, th, my

    /// The language of a POSIX locale name such as `th_TH.UTF-8`; nil for every other, `C` and `POSIX` among them.
    package init?(locale: String) {
        self.init(rawValue: String(locale.prefix { !"_-.@".contains($0) }).lowercased())
    }

    /// The language of the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set and not empty (POSIX, XBD §8.2);
    /// English where that one names none of ours.
    ///
    /// - Parameter variable: Looks up one variable of the environment.
    package init(environment variable: (_ name: String) -> String?) {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
        let locale = names.lazy.compactMap(variable).first { !$0.isEmpty }
        self = locale.flatMap(Self.init(locale:)) ?? .en
    }
}
