// SPDX-License-Identifier: Apache-2.0

import ASiC
package import Dossiers
import JSONSchema
import Octets
import Signatures

/// What is to be thought of a court extract.
///
/// It is valid when the original signatures are, every shown paper is what they cover, every other paper is declared
/// withheld, and the extract is signed by whom it says. Nothing is proven about what a withheld paper says.
struct ExtractJudgement {
    let document: ExtractDocument
    /// The original's referral, where it is shown and intact.
    let referral: Referral?
    let maker: [JudgedSignature]
    /// Without a standing where nobody knows who had to sign.
    let originals: [(judged: JudgedSignature, standing: DossierJudgement.Standing?)]
    /// What became of each paper of the original, shown or not.
    let references: [CheckedReference]
    /// Receipts that are good and about this dossier.
    let receipts: [Receipt]
    let rules: [Reason]
    /// The listed signers who have not signed, where the list is shown.
    let owed: [Signer]
    let remarks: [Reason]
    /// The archive time-stamps of the original, the oldest first.
    let archive: [JudgedStamp]
    let verdict: Verdict

    /// Judges the extract in `contents`, in which documents, the original's `META-INF` and receipts were kept.
    ///
    /// The receipts in it, and those in `outside`, are evidence of when the original's signatures were there.
    ///
    /// - Throws: `BundleError` with `unknownKind`; `JSONError` and `DossierError` where `extract.json` cannot be read.
    init(
        _ contents: ContainerContents,
        trust: TrustStore,
        at moment: Timestamp,
        outside: OutsideEvidence = .none
    ) throws {
        guard let json = contents.kept[ContainerKind.extract.rootDocument] else {
            throw BundleError(.unknownKind)
        }
        let document = try ExtractDocument(JSON.parse(json))
        self.document = document
        let judge = SignatureJudge(
            trust,
            at: moment,
            in: contents,
            outside: OutsideEvidence(stamp: outside.stamp)
        )
        maker = contents.signatures.map { judge.judge($0, in: .extract) }
        var rules = Self.makerRules(maker, document, trust)
        var remarks: [Reason] = []

        var original: ContainerContents?
        do throws(ASiCError) {
            original = try contents.enclosed(
                in: ExtractMaking.original,
                withheld: Set(document.withheld.map(\.name))
            )
        } catch {
            rules.append(Reason(error))
        }
        let references = original?.signatures.flatMap(\.references) ?? []
        self.references = references
        rules += Self.inventory(contents, original, document)
        for missing in Set(references.filter { $0.state == .missing }.map(\.reference.name)).sorted() {
            rules.append(Reason(.extractGap, ["document": missing]))
        }

        let referral = Self.referral(original, references)
        self.referral = referral
        let (receipts, receiptRemarks, receiptRules) = Self.receipts(contents, document, trust, moment)
        self.receipts = receipts
        let originalJudge = SignatureJudge(
            trust,
            at: moment,
            in: original,
            outside: OutsideEvidence(
                stamp: outside.stamp,
                receipts: outside.receipts + receipts,
                proofs: outside.proofs
            )
        )
        let originals = (original?.signatures ?? []).map { signature in
            let judged = originalJudge.judge(signature, in: .dossier)
            let office = trust.office(of: judged)
            // Who had to sign stands in the referral: where that is withheld, every signature counts.
            let standing = referral.map { DossierJudgement.standing(judged, office, $0, trust) }
            return (judged: judged, standing: standing)
        }
        self.originals = originals
        archive = originalJudge.archive.stamps
        rules +=
            (maker + originals.map(\.judged)).flatMap(\.brokenStamps)
            + judge.archive.brokenStamps + originalJudge.archive.brokenStamps
        if outside.stamp?.isBroken ?? false { rules.append(Reason(.stampBroken, ["place": "file"])) }
        var owed: [Signer] = []
        var verdict = maker.map { Verdict(of: $0) }.max() ?? .indeterminate
        if let referral {
            let isKnown = trust.card(of: referral.from) != nil
            for signer in referral.signers {
                let own = originals.filter { $0.standing == .listed && $0.judged.claims(signer) }
                if let best = own.map({ Verdict(of: $0.judged) }).min() {
                    verdict = max(verdict, best)
                } else if originals.contains(where: {
                    $0.standing == .unlisted && $0.judged.mayBeListed(officeIsKnown: isKnown)
                }) {
                    owed.append(signer)
                    verdict = max(verdict, .indeterminate)
                } else {
                    owed.append(signer)
                    let arguments = ["officer": signer.officer, "role": signer.role]
                    rules.append(Reason(.signerOwed, arguments))
                }
            }
        } else {
            verdict = max(verdict, originals.map { Verdict(of: $0.judged) }.max() ?? .indeterminate)
            remarks.append(Reason(domain: "remark", code: "extract-signers-withheld"))
        }

        remarks += receiptRemarks
        rules += receiptRules
        for name in original?.unaccounted ?? [] {
            remarks.append(Reason(domain: "remark", code: "unaccounted", arguments: ["name": name]))
        }
        self.rules = rules
        self.owed = owed
        self.remarks = Self.words(document) + remarks
        self.verdict = rules.isEmpty ? verdict : .invalid
    }

    /// Whoever signs must be whom the extract names as its maker.
    private static func makerRules(
        _ signatures: [JudgedSignature],
        _ document: ExtractDocument,
        _ trust: TrustStore
    ) -> [Reason] {
        let isMaker = signatures.allSatisfy { judged in
            guard judged.isPassed else { return true }
            return trust.office(of: judged) == document.from
                && judged.officer == document.officer
        }
        return isMaker ? [] : [Reason(.extractMaker)]
    }

    /// Holds what the extract says of itself against what it holds.
    private static func inventory(
        _ contents: ContainerContents,
        _ original: ContainerContents?,
        _ document: ExtractDocument
    ) -> [Reason] {
        let papers = original?.payload.map(\.name) ?? []
        let shown = document.shown.map(\.name)
        let listed = Set(shown + document.withheld.map(\.name))
        let references = original?.signatures.flatMap(\.references).map(\.reference) ?? []
        let archived = original?.timestamps.flatMap(\.references).map(\.reference) ?? []
        let digests = Dictionary(
            (document.shown + document.withheld).map { ($0.name, $0.sha256.bytes) },
            uniquingKeysWith: { first, _ in first }
        )
        let known: Set<String> = Set(
            [ContainerKind.extract.rootDocument]
                + (contents.entry(CarriedCheckpoint.name).map { [$0.name] } ?? [])
                + (original?.entries.map { ExtractMaking.original + "/" + $0.name } ?? [])
                + document.receipts.map(\.name)
        )
        let manifests = original?.signatures.map { SHA256Digest(of: $0.signedBytes) }
        let isSound =
            manifests == document.manifests
            // Each paper is in one of the two lists, once, and nothing is in them that was not signed.
            && listed.count == shown.count + document.withheld.count
            && papers.sorted() == shown.sorted()
            && listed.isSubset(of: Set(references.map(\.name)))
            && (references + archived).allSatisfy { digests[$0.name] == nil || digests[$0.name] == $0.digest }
            && Set(contents.payload.map(\.name)) == known
            && document.receipts.allSatisfy { contents.entry($0.name)?.sha256 == $0.sha256 }
        return isSound ? [] : [Reason(.extractMismatch)]
    }

    private static func referral(
        _ original: ContainerContents?,
        _ references: [CheckedReference]
    ) -> Referral? {
        let name = ContainerKind.dossier.rootDocument
        let own = references.filter { $0.reference.name == name }
        guard !own.isEmpty, own.allSatisfy({ $0.state == .intact }), let bytes = original?.kept[name] else {
            return nil
        }
        return try? Referral(JSON.parse(bytes))
    }

    private static func receipts(
        _ contents: ContainerContents,
        _ document: ExtractDocument,
        _ trust: TrustStore,
        _ moment: Timestamp
    ) -> ([Receipt], [Reason], [Reason]) {
        var (good, remarks, rules): ([Receipt], [Reason], [Reason]) = ([], [], [])
        for entry in document.receipts {
            // A countersignature comes after the receipt, so the bundle may have had fewer manifests.
            guard let bytes = contents.kept[entry.name],
                let receipt = try? Receipt(container: bytes, trust: trust, at: moment),
                document.manifests.starts(with: receipt.waybill.manifests), !receipt.isSenderSealForged
            else {
                rules.append(Reason(.extractReceipt))
                continue
            }
            let arguments = [
                "office": receipt.document.from.office, "time": receipt.document.time.description,
            ]
            guard receipt.giver != nil else {
                // A receipt is evidence beside the papers: one that cannot be judged takes nothing from them.
                if receipt.seal.indication == .failed || receipt.seal.isPassed {
                    rules.append(Reason(.extractReceipt))
                } else {
                    remarks.append(
                        Reason(domain: "remark", code: "extract-receipt-open", arguments: arguments)
                    )
                }
                continue
            }
            good.append(receipt)
            let code = "extract-receipt-" + receipt.document.decision.rawValue
            remarks.append(Reason(domain: "remark", code: code, arguments: arguments))
        }
        return (good, remarks, rules)
    }

    /// What the extract proves and what it does not, in words.
    private static func words(_ document: ExtractDocument) -> [Reason] {
        func remark(_ code: String, _ arguments: [String: String] = [:]) -> Reason {
            Reason(domain: "remark", code: code, arguments: arguments)
        }
        let (shown, withheld) = (document.papersShown, document.withheld.count)
        var words = [
            shown == 0
                ? remark("extract-none-shown") : remark("extract-shown", ["count": String(shown)]),
            remark(
                "extract-chosen",
                [
                    "who": [document.officer?.officer, document.from.office].compactMap(\.self)
                        .joined(separator: ", "),
                    "time": document.made.description,
                ]
            ),
        ]
        if withheld > 0 { words.append(remark("extract-withheld", ["count": String(withheld)])) }
        if document.withheld.contains(where: { NeutralName.kind(of: $0.name) == .attachment }) {
            words.append(remark("extract-recognisable"))
        }
        return words
    }
}

extension ExtractDocument {
    /// How many papers are shown; evidence of time, which always is, tells nothing and is none.
    package var papersShown: Int { shown.count { $0.name != CarriedCheckpoint.name } }
}

extension DistinguishedName {
    /// The officer and role that a certificate names; nil for a seal.
    var listing: Signer? {
        guard let officer, let role else { return nil }
        return Signer(officer: officer, role: role)
    }
}
