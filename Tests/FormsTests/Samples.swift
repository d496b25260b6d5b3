// SPDX-License-Identifier: Apache-2.0

import Dossiers
import Files
import Forms
import JSONSchema
import Octets

/// The sample dossier of `Examples/return-of-a-child`, and what new drafts look like.
enum Samples {
    static let package = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")
    static let folder = package + "/Examples/return-of-a-child"
    static let papers = [
        "identity.json", "screening.json", "consent.json", "risk.json", "handover-receipt.json",
    ]

    static func bytes(_ name: String) throws -> [UInt8] {
        try Folder.read(folder + "/" + name, limit: Limits.document)
    }

    static func document(_ name: String) throws -> JSONValue {
        try JSON.parse(try bytes(name))
    }

    /// The dossier as if it had been signed; digests are of the files as they lie there.
    static func dossier(isDraft: Bool = false) throws -> FormDossier {
        func paper(_ name: String, as entry: String) throws -> FormDossier.Paper {
            let bytes = try bytes(name)
            return FormDossier.Paper(
                name: isDraft ? name : entry,
                originalName: isDraft ? nil : name,
                value: try JSON.parse(bytes),
                digest: isDraft ? nil : SHA256Digest(of: bytes)
            )
        }
        let papers = try papers.enumerated().map { index, name in
            try paper(name, as: "documents/0\(index + 1).json")
        }
        let attachments = ["letter-th.pdf", "scan-1.jpg", "scan-2.jpg"].enumerated().map { index, name in
            FormDossier.Attachment(
                name: "attachments/0\(index + 1)." + name.suffix(3),
                title: "Scan of page \(index + 1)",
                originalName: name,
                digest: isDraft ? nil : SHA256Digest(of: Array(name.utf8))
            )
        }
        let claims = [
            FormDossier.Claim(name: "Preeya Thongsuk (ranong)", time: Timestamp("2026-11-23T04:05:06Z"))
        ]
        return FormDossier(
            root: try paper("referral.json", as: "referral.json"),
            papers: papers,
            attachments: attachments,
            claims: isDraft ? [] : claims,
            isDraft: isDraft
        )
    }

    /// A new draft of `kind` for a child's dossier, as `dossier new` writes it.
    static func draft(_ name: String) throws -> JSONValue {
        let procedure = Procedure.named("C")!
        let template = DossierTemplate(
            procedure: procedure,
            step: procedure.step("referral")!,
            caseNumber: "RN-2569-0118",
            dossier: "019a6a0e-5c00-7a11-8b22-3c44d5e6f701",
            from: "ranong",
            to: ["kawthaung"],
            isChild: true
        )
        let file = template.files().first { $0.name == name }!
        return try JSON.parse(Array(file.text.utf8))
    }
}
