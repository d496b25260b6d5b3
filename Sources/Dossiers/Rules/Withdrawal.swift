// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Octets

/// A person's taking back of a consent, as an office has it on record.
///
/// It is the person who withdraws, so it ends every consent of the case that was taken until then, however the paper
/// is worded or copied; a consent that is taken afterwards is a new decision and counts.
package struct Withdrawal: Hashable, Sendable {
    /// What is taken back.
    package enum Scope: Hashable, Sendable {
        case all
        case purposes([String])
        case categories([String])
    }

    package let at: Timestamp
    package let scope: Scope

    package init(at moment: Timestamp, scope: Scope) {
        at = moment
        self.scope = scope
    }

    /// Whether it takes back what a dossier needs that shares these categories of data for these purposes.
    func concerns(purposes: [String], categories: [String]) -> Bool {
        switch scope {
        case .all: true
        case .purposes(let withdrawn): purposes.contains { withdrawn.contains($0) }
        case .categories(let withdrawn): categories.contains { withdrawn.contains($0) }
        }
    }

    /// Whether a consent taken at that time is among those that are taken back; one without a time is.
    func ends(takenAt taken: Timestamp?) -> Bool {
        taken.map { $0 <= at } ?? true
    }
}

/// Finds the withdrawals that an office has on record.
///
/// The rules remember nothing themselves; whoever has a memory lends it to them.
package struct WithdrawalLookup: Sendable {
    private let find: @Sendable (_ caseNumber: String, _ dossiers: [String]) throws -> [Withdrawal]

    /// `find` is given a case number and the ids of dossiers, and tells every withdrawal about any of them.
    package init(
        _ find: @escaping @Sendable (_ caseNumber: String, _ dossiers: [String]) throws -> [Withdrawal]
    ) {
        self.find = find
    }

    /// For whoever has no memory: a lawyer without an office, a test.
    package static let none = WithdrawalLookup { _, _ in [] }

    /// The withdrawals about the case of the dossier with this root, about itself, or about one that it follows.
    package func touching(_ root: JSONValue) throws -> [Withdrawal] {
        try find(Self.caseNumber(of: root), Self.dossiers(of: root))
    }

    package static func caseNumber(of root: JSONValue) -> String {
        root["case"]?.string ?? ""
    }

    /// The dossier's own id, and those of the dossiers that it replaces or answers.
    package static func dossiers(of root: JSONValue) -> [String] {
        [root["dossier"], root["supersedes"]?["dossier"], root["inReplyTo"]?["dossier"]]
            .compactMap { $0?.string }
    }
}
