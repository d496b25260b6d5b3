// SPDX-License-Identifier: Apache-2.0

import Bundles
import Catalogue
import Dossiers
import Forms
import Octets
import Offices

extension Session {
    /// Shows what the officer is about to sign, and asks where a person sits at the terminal.
    ///
    /// Titles, numbers and the first digits of digests, so that the paper on the table can be held against them; what
    /// stands in the papers `dossier show` tells.
    ///
    /// - Throws: `CommandError` with `notConfirmed`.
    func confirm(_ outline: SigningOutline, as officer: Officer, of office: String, isSure: Bool) throws {
        let referral = outline.referral
        say(
            .commandSigningAs(
                name: officer.name,
                office: office,
                officer: officer.id,
                role: word("role", officer.role)
            )
        )
        if outline.standing == .countersigner { say(.commandSigningCountersignature) }
        say(
            .commandSigningDossier(
                case: referral.caseNumber,
                from: referral.from.office,
                procedure: referral.procedure,
                step: word("step", referral.step, ["procedure": referral.procedure]),
                to: referral.to.map(\.office).joined(separator: ", ")
            )
        )
        for paper in outline.papers {
            let original = paper.originalName.map { "(\($0))" }
            let words = [title(of: paper, in: referral), original].compactMap(\.self).joined(separator: " ")
            let digest = paper.digest.map { String($0.hex.prefix(16)) }
            print("  " + [paper.name, digest, words].compactMap(\.self).joined(separator: "  "))
        }
        if !outline.signed.isEmpty { say(.commandSigningSigned(signers: list(outline.signed))) }
        if !outline.owed.isEmpty { say(.commandSigningOwed(signers: list(outline.owed))) }
        try confirm(.commandAskSign, isSure: isSure)
    }

    /// Asks a person at the terminal whether to go on.
    ///
    /// Where nobody sits there, whoever started the command has decided already.
    ///
    /// - Throws: `CommandError` with `notConfirmed`.
    func confirm(_ question: Message, isSure: Bool) throws {
        guard !isSure, surroundings.isInteractive else { return }
        let answer = try surroundings.ask(text(question), false)
        let words = answer?.withBytes { String(decoding: [UInt8](copying: $0), as: UTF8.self) } ?? ""
        guard Self.consents.contains(words.lowercased()) else { throw CommandError(.notConfirmed) }
    }

    /// "Yes" as it is typed in the three languages.
    private static let consents: Set<String> = ["y", "yes", "ใช่", "ตกลง", "ဟုတ်", "ဟုတ်ကဲ့"]

    /// What the code of a role, step or purpose is called.
    func word(_ name: String, _ code: String, _ context: [String: String] = [:]) -> String {
        Finding.words(for: context.merging([name: code]) { $1 })[name]?[language] ?? code
    }

    private func list(_ signers: [Signer]) -> String {
        signers.map { "\($0.officer) (\(word("role", $0.role)))" }.joined(separator: ", ")
    }

    private func title(of paper: SigningOutline.Paper, in referral: Referral) -> String? {
        if let part = referral.parts.first(where: { $0.name == paper.name }) {
            return text(.commandSigningPart(readers: part.readers))
        }
        return paper.kind.flatMap { DocumentCatalog.shared.title(of: $0) }?[language] ?? paper.title
    }
}
