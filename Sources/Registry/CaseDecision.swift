// SPDX-License-Identifier: Apache-2.0

package import Octets

/// What an officer decided about a referral: when, who, and which way.
///
/// Why stands in the answer alone.
package struct CaseDecision: Hashable, Sendable {
    /// The answer's own words for it (`Schemas/answer.schema.json`).
    package enum Outcome: String, CaseIterable, Sendable {
        case accepted
        /// Returned with questions: another decision may follow.
        case questions
        case rejected
    }

    package let outcome: Outcome
    package let decidedAt: Timestamp
    /// The officer's id within the office that decided; never a name.
    package let officer: String

    package init(_ outcome: Outcome, decidedAt: Timestamp, officer: String) {
        self.outcome = outcome
        self.decidedAt = decidedAt
        self.officer = officer
    }

    func check() throws(RegistryError) {
        guard !officer.isEmpty, officer.utf8.count <= Limits.officeID else {
            throw RegistryError(.unfit, ["name": "officer"])
        }
    }
}

/// A decision of ours, and the bundle that tells it to the sender: its proof.
package struct CaseAnswer: Hashable, Sendable {
    /// The bundle that was decided about.
    package let identity: SHA256Digest
    package let decision: CaseDecision
    /// The identity of the bundle that answers.
    package let answerIdentity: SHA256Digest
    package let answerBundle: String

    package init(
        identity: SHA256Digest,
        decision: CaseDecision,
        answerIdentity: SHA256Digest,
        answerBundle: String
    ) {
        self.identity = identity
        self.decision = decision
        self.answerIdentity = answerIdentity
        self.answerBundle = answerBundle
    }

    func check(_ outgoing: OutgoingBundle) throws(RegistryError) {
        try decision.check()
        try outgoing.check()
        guard outgoing.identity == answerIdentity, outgoing.bundle == answerBundle else {
            throw RegistryError(.unfit, ["name": "answer"])
        }
    }
}

/// What a received dossier says about the one that it answers.
package struct CaseReply: Hashable, Sendable {
    /// The identity of the bundle that it answers.
    ///
    /// Claimed by the sender: it counts only for a bundle that was sent to that sender (`BundleRegistry.replies`).
    package let replyTo: SHA256Digest
    /// The decision, where the dossier holds an answer; other replies (a handover receipt, a follow-up) hold none.
    package let decision: CaseDecision?

    package init(to replyTo: SHA256Digest, decision: CaseDecision?) {
        self.replyTo = replyTo
        self.decision = decision
    }
}
