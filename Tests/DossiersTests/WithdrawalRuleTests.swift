// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Octets
import Testing

/// A withdrawal that an office has on record ends a consent, whatever the copy of the consent says.
@Suite struct WithdrawalRuleTests {
    /// The example's consent was taken on 20 October 2026; it is sent on 23 November.
    private static let before = Timestamp("2026-11-22T00:00:00Z")!
    private static let taken = Timestamp("2026-10-20T03:15:00Z")!

    private func findings(
        _ dossier: ExampleFolder,
        _ withdrawals: Withdrawal...,
        stage: DossierRules.Stage = .draft
    ) -> [Finding] {
        DossierRules.check(
            root: dossier.root,
            documents: dossier.documents,
            stage: stage,
            at: dossier.name.moment,
            offices: ExampleFolder.offices,
            withdrawals: withdrawals
        )
    }

    @Test func `it stops what is about to be shared`() throws {
        let dossier = try ExampleFolder(.victim)
        let finding = try #require(findings(dossier, Withdrawal(at: Self.before, scope: .all)).first)
        #expect(finding.code == .withdrawalRecorded && finding.severity == .error)
        #expect(finding.document == "consent.json")
        #expect(finding.arguments["office"] == "kawthaung")
        // Told twice it is still one fault.
        let twice = findings(
            dossier,
            Withdrawal(at: Self.before, scope: .all),
            Withdrawal(at: Self.taken, scope: .purposes(["return"]))
        )
        #expect(twice.map(\.code) == [.withdrawalRecorded])
    }

    @Test func `it reaches back to the consents taken until then, and no further`() throws {
        let dossier = try ExampleFolder(.victim)
        let since = Withdrawal(at: Self.taken, scope: .all)
        #expect(findings(dossier, since).map(\.code) == [.withdrawalRecorded])
        let earlier = Withdrawal(at: Self.taken.adding(seconds: -1), scope: .all)
        #expect(findings(dossier, earlier) == [])
    }

    @Test func `of a part of it the rest goes on`() throws {
        let dossier = try ExampleFolder(.victim)
        for (scope, stops) in [
            (Withdrawal.Scope.purposes(["return"]), true), (.purposes(["statistics", "legal-aid"]), false),
            (.categories(["health"]), true), (.categories(["portrait"]), true),
            (.categories(["thumbprint"]), false),
        ] {
            let found = findings(dossier, Withdrawal(at: Self.before, scope: scope))
            #expect(found.map(\.code) == (stops ? [.withdrawalRecorded] : []), "\(scope)")
        }
    }

    @Test func `what was shared before the person spoke is told and not refused`() throws {
        let dossier = try ExampleFolder(.victim)
        let later = Withdrawal(at: dossier.name.moment.adding(seconds: 1), scope: .all)
        #expect(findings(dossier, later).map(\.code) == [.withdrawalRecorded])
        #expect(!findings(dossier, later).hasErrors)
    }

    @Test func `no legal basis is put in its place, but by the head`() throws {
        var dossier = try ExampleFolder(.victim)
        try dossier.apply(.drop("consent.json"))
        let basis: JSONValue = [
            "code": "pdpa-26-vital-interest", "text": "He is unconscious and in danger.",
            "authority": "Provincial court of Ranong",
        ]
        try dossier.apply(.set("referral.json", ["legalBasis"], basis))
        #expect(findings(dossier) == [])
        let withdrawal = Withdrawal(at: Self.before, scope: .all)
        #expect(findings(dossier, withdrawal).map(\.code) == [.legalBasisAfterRefusal])
        let override: JSONValue = [
            [
                "rule": "legal-basis-after-refusal", "officer": "wichai", "role": "head",
                "reason": "He may die otherwise.", "decided": "2026-11-22T12:00:00Z",
            ]
        ]
        try dossier.apply(.set("referral.json", ["overrides"], override))
        #expect(findings(dossier, withdrawal).map(\.code) == [.overridden])
    }

    @Test func `neither a suspect's dossier nor the notice itself is touched`() throws {
        let withdrawal = Withdrawal(at: Self.before, scope: .all)
        #expect(findings(try ExampleFolder(.suspect), withdrawal) == [])
        let notice = try ExampleFolder(.victimWithdrawal).packed()
        #expect(findings(notice, withdrawal, stage: .sealing(to: [ExampleDossier.ranong])) == [])
    }

    @Test func `a notice is read as it was written, and in doubt it takes back everything`() throws {
        let paper = try #require(
            try ExampleFolder(.victimWithdrawal).packed().documents.first {
                DocumentKind(of: $0.value) == .withdrawal
            }?.value
        )
        let notice = try WithdrawalNotice(paper)
        #expect(notice.caseNumber == "RN-2569-0122" && notice.dossiers.count == 2)
        #expect(notice.withdrawal.scope == .purposes(["share-information", "follow-up"]))
        var draft = try #require(notice.draft().object)
        draft["salt"] = paper["salt"]
        #expect(try WithdrawalNotice(.object(draft)) == notice)
        let vague = try WithdrawalNotice(paper.setting(["purposes"], nil))
        #expect(vague.withdrawal.scope == .all)
    }

    @Test func `Zawgyi stops what is to be signed, and is only told of what another office signed`() throws {
        var dossier = try ExampleFolder(.victimAnswer).packed()
        let zawgyi: JSONValue = "ေဒၚခင္မာလြင္ ကေလးသည္ မိခင္ႏွင့္ ေဝးကြာေနသည္။"
        dossier.root = dossier.root.setting(["reason"], zawgyi).setting(["subject"], "Reply")
        let to = [ExampleDossier.ranong]
        for (stage, severity) in [
            (DossierRules.Stage.signing, Finding.Severity.error), (.sealing(to: to), .error),
            (.received(by: to), .warning),
        ] {
            let found = dossier.findings(stage)
            #expect(found.map(\.code) == [.zawgyiSuspected], "\(stage)")
            #expect(found.map(\.severity) == [severity], "\(stage)")
        }
    }

    @Test(arguments: [
        ("A", "handover", "police-officer", true), ("A", "handover", "health-officer", false),
        ("A", "outcome", "labour-officer", false), ("R", "handover", "health-officer", true),
        ("R", "answer", "immigration-officer", false), ("R", "withdrawal", "head", true),
    ])
    func `who countersigns has a role that the procedure gives the office at the other end`(
        procedure: String,
        step: String,
        role: String,
        mayCountersign: Bool
    ) {
        let root: JSONValue = ["procedure": .string(procedure), "step": .string(step)]
        let findings = DossierRules.countersignerFindings(root: root, Signer(officer: "hla", role: role))
        #expect(findings.map(\.code) == (mayCountersign ? [] : [.signerNotEntitled]))
    }
}
