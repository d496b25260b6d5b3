// SPDX-License-Identifier: Apache-2.0

import ASiC
import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Forms
import JSONSchema
import Octets
import Signatures

/// Makes the report on one file: what was found, in words of all three languages (`docs/formats/report.md`).
struct ReportMaking {
    let fileName: String
    let size: UInt64
    let digest: SHA256Digest
    let verification: Verification
    let trust: TrustStore
    let now: Timestamp

    /// The report, which follows `report.schema.json`.
    func report(salt: String) -> JSONValue {
        let recipe = StockRecipe(
            fileName: fileName,
            fileDigest: digest,
            verification: verification,
            trust: trust
        )
        return .members([
            ("type", .string(DocumentKind.report.typeURN)), ("salt", .string(salt)),
            ("made", time(now)), ("program", .string("andaman " + Andaman.configuration.version)),
            (
                "file",
                .members([
                    ("name", line(fileName)), ("size", .integer(Int(size))), ("sha256", .string(digest.hex)),
                ])
            ),
            ("kind", .string(verification.kind?.rawValue ?? "foreign")),
            ("verdict", .string(verification.verdict.rawValue)), ("at", time(verification.at)),
            ("facts", .array(facts)),
            ("reasons", .array(reasons)),
            ("rules", .array(verification.rules.map(reason))),
            ("remarks", .array((verification.warnings + Self.proof(verification.stamps)).map(reason))),
            ("signatures", .array(verification.signatures.map(signature))),
            ("documents", .array(verification.documents.map(document))),
            ("trust", .array(cards.map(card))),
            ("timeTrust", .array(recipe.timeAuthorities.map(timeAuthority))),
            (
                "checks",
                .array(
                    recipe.checks.map { check in
                        .members([
                            ("words", words(check.words)), ("commands", .string(check.commands)),
                        ])
                    }
                )
            ),
        ])
    }

    /// Each once, however many signatures have it.
    private var reasons: [JSONValue] {
        var seen: Set<Reason> = []
        return verification.reasons.filter { seen.insert($0).inserted }.map(reason)
    }

    // MARK: What the file says

    private var facts: [JSONValue] {
        func fact(_ message: Message, _ value: String) -> JSONValue {
            .members([("words", words(LocalizedText(message))), ("value", line(value))])
        }
        func offices(_ references: [OfficeReference]) -> String {
            references.map(\.office).joined(separator: ", ")
        }
        func facts(_ referral: Referral) -> [JSONValue] {
            [
                fact(.reportFactDossier, referral.dossier), fact(.reportFactCase, referral.caseNumber),
                fact(.reportFactFrom, referral.from.office), fact(.reportFactTo, offices(referral.to)),
                fact(.reportFactCreated, referral.created.description),
            ]
        }
        switch verification.subject {
        case .dossier(let referral): return facts(referral)
        case .sealedBundle(let waybill):
            return [
                fact(.reportFactBundle, waybill.bundle), fact(.reportFactFrom, waybill.from.office),
                fact(.reportFactTo, offices(waybill.to)),
                fact(.reportFactCreated, waybill.created.description),
            ]
        case .receipt(let receipt):
            return [
                fact(.reportFactEvent, receipt.event.rawValue),
                fact(.reportFactDecision, receipt.decision.rawValue),
                fact(.reportFactBundle, receipt.bundle.id),
                fact(.reportFactIdentity, receipt.bundle.identity.hex),
                fact(.reportFactFrom, receipt.from.office), fact(.reportFactTo, receipt.to.office),
                fact(.reportFactTime, receipt.time.description),
            ]
        case .card(let card):
            return [
                fact(.reportFactOffice, card.office), fact(.reportFactSerial, String(card.serial)),
                fact(.reportFactCreated, card.issued.description),
                fact(.reportFactExpires, card.expires.description),
            ]
        case .extract(let extract, let referral, _):
            let maker = [extract.officer?.officer, extract.from.office].compactMap(\.self)
            return [
                fact(.reportFactMaker, maker.joined(separator: ", ")),
                fact(.reportFactCreated, extract.made.description),
                fact(.reportFactShown, String(extract.papersShown)),
                fact(.reportFactWithheld, String(extract.withheld.count)),
            ] + (referral.map(facts) ?? [])
        case .other: return []
        }
    }

    // MARK: Signatures

    private func signature(_ signature: Verification.Signature) -> JSONValue {
        let judged = signature.judged
        let isEnclosed = verification.kind == .extract && signature.standing != .maker
        let prefix = isEnclosed ? "original/" : ""
        return .members([
            ("file", line(prefix + judged.source.signatureName)),
            ("manifest", line(prefix + judged.source.signedName)),
            ("manifestSHA256", .string(SHA256Digest(of: judged.source.signedBytes).hex)),
            ("standing", signature.standing.map { .string($0.rawValue) }),
            ("commitment", judged.commitment.map { .string($0.rawValue) }),
            ("signer", judged.signer.map { signer($0, judged.officer, signature.office) }),
            ("algorithm", judged.algorithm.map(line)),
            ("claimedSigningTime", judged.claimedSigningTime.map(time)),
            ("provenNotBefore", judged.proven.notBefore.map(time)),
            ("provenNotAfter", judged.proven.notAfter.map(time)),
            ("evidence", .array(judged.evidence.map(evidence))),
            (
                "then",
                judged.then.map { then in
                    .members(
                        [("at", time(then.at))] + result(then.indication, then.subIndication)
                    )
                }
            ),
            ("now", .members(result(judged.indication, judged.subIndication))),
            ("covers", .array(judged.covers.map { .string($0) })),
            ("reasons", .array(judged.reasons.map(reason))),
            ("remarks", .array((Self.support(of: judged) + judged.remarks).map(reason))),
        ])
    }

    /// That the certificates alone would not do, where proof of time does.
    private static func support(of judged: JudgedSignature) -> [Reason] {
        judged.restsOnProof ? [Reason(domain: "command", code: "rests-on-proof", arguments: [:])] : []
    }

    private func evidence(_ evidence: TimeEvidence) -> JSONValue {
        .members([
            ("end", .string(evidence.end.rawValue)), ("kind", .string(evidence.kind.rawValue)),
            ("time", time(evidence.time)), ("witness", line(evidence.witness)),
            ("words", words(of: evidence.words)),
        ])
    }

    /// What proves a time, in words; what a stamp lacks to do so stands among the reasons.
    private static func proof(_ stamps: [JudgedStamp]) -> [Reason] {
        stamps.compactMap { stamp in
            guard stamp.provenNotAfter != nil, let time = stamp.claimedTime else { return nil }
            let code = stamp.kind == .archive ? "stamp-of-archive" : "stamp-beside"
            let arguments = ["name": stamp.authority ?? "—", "time": time.description]
            return Reason(domain: "command", code: code, arguments: arguments)
        }
    }

    private func result(
        _ indication: SignatureVerdict.Indication,
        _ subIndication: SignatureVerdict.SubIndication?
    ) -> [(String, JSONValue?)] {
        [
            ("indication", .string(indication.rawValue)),
            ("subIndication", subIndication.map { .string($0.rawValue) }),
        ]
    }

    private func signer(
        _ certificate: Certificate,
        _ officer: Signer?,
        _ office: OfficeReference?
    ) -> JSONValue {
        let subject = certificate.subject
        return .members([
            ("name", subject.name.map(line)), ("role", officer.map { line($0.role) }),
            ("office", (office?.office ?? subject.office).map(line)),
            ("officer", officer.map { line($0.officer) }),
            ("certificateSHA256", .string(certificate.fingerprint.hex)),
            ("serial", line(certificate.serialText)), ("issuer", line(certificate.issuer.description)),
            ("notBefore", time(certificate.validity.notBefore)),
            ("notAfter", time(certificate.validity.notAfter)),
        ])
    }

    // MARK: Papers and trust

    private func document(_ document: Verification.Document) -> JSONValue {
        let referral: Referral? =
            switch verification.subject {
            case .dossier(let referral): referral
            case .extract(_, let referral, _): referral
            default: nil
            }
        let name =
            document.name.hasPrefix("original/")
            ? String(document.name.dropFirst("original/".count)) : document.name
        let paper = referral?.documents.first { $0.name == name }
        let attachment = referral?.attachments.first { $0.name == name }
        return .members([
            ("name", .string(document.name)),
            ("title", (paper?.title ?? attachment?.title).map(line)),
            ("originalName", (paper?.originalName ?? attachment?.originalName).map(line)),
            ("sha256", document.sha256.map { .string($0.hex) }),
            ("state", .string(document.state?.rawValue ?? "not-covered")),
        ])
    }

    /// The cards of the offices whose signatures are in the file, and of those whose word proves a time.
    private var cards: [Card] {
        trust.cards.filter { card in
            verification.signatures.contains { signature in
                signature.office == card.reference
                    || signature.judged.evidence.contains { $0.witness == card.document.office }
            }
        }
    }

    private func card(_ card: Card) -> JSONValue {
        let document = card.document
        let age = max(0, now.secondsSinceEpoch - document.issued.secondsSinceEpoch) / 86400
        return .members([
            ("office", line(document.office)), ("name", line(document.names.english)),
            ("authority", .string(card.authority.fingerprint.hex)),
            ("fingerprint", line(card.fingerprint.digits())), ("serial", .integer(document.serial)),
            ("issued", time(document.issued)), ("expires", time(document.expires)),
            ("ageDays", .integer(Int(age))),
            ("revocationsIssued", time(card.revocations.thisUpdate)),
            ("revocationsUntil", time(card.revocations.nextUpdate)),
        ])
    }

    private func timeAuthority(_ root: Certificate) -> JSONValue {
        .members([
            ("name", line(root.subject.name ?? root.subject.office ?? "")),
            ("certificateSHA256", .string(root.fingerprint.hex)),
            ("notBefore", time(root.validity.notBefore)), ("notAfter", time(root.validity.notAfter)),
        ])
    }

    // MARK: Words

    private func reason(_ reason: Reason) -> JSONValue {
        .members([("code", .string(reason.publicCode)), ("words", words(of: reason))])
    }

    private func words(of reason: Reason) -> JSONValue {
        let isFinding = reason.domain == Finding.domain
        let known = isFinding ? Finding.words(for: reason.arguments) : [:]
        let sentence = LocalizedText { language in
            let arguments = reason.arguments.merging(known.mapValues { $0[language] }) { _, word in word }
            // What other people's files bring into a sentence is made harmless, as on a terminal.
            return Message(domain: reason.domain, code: reason.code, arguments: arguments)
                .mapArguments(Printable.text).text(in: language)
        }
        return words(sentence)
    }

    private func words(_ words: LocalizedText) -> JSONValue {
        .members(Language.allCases.map { ($0.rawValue, .string(String(words[$0].prefix(3900)))) })
    }

    private func time(_ time: Timestamp) -> JSONValue { .string(time.description) }

    /// One line as the schema has it; names from other people's files may be longer, or mean to move the cursor.
    private func line(_ text: String) -> JSONValue {
        let text = Printable.text(text)
        return .string(text.isEmpty ? "—" : String(text.prefix(190)))
    }
}
