// SPDX-License-Identifier: Apache-2.0

import ASiC
import Dossiers
import Files
package import Octets

/// The sealed parts of a signed dossier that was found good.
package struct DossierParts {
    /// A paper of a part, with the name that it has in a folder.
    package struct Paper: Sendable {
        package let fileName: String
        package let bytes: [UInt8]
    }

    private let dossier: DossierContainer
    private let judgement: DossierJudgement

    /// Reads the dossier at `path` to its end and judges it.
    ///
    /// - Throws: what reading a dossier throws, and what `DossierJudgement.requireGood` refuses.
    package init(
        file path: String,
        trust: TrustStore,
        at moment: Timestamp,
        outside: OutsideEvidence = .none
    ) throws {
        dossier = try DossierContainer.read(FileSource(path)) { _, _ in .digest }
        judgement = DossierJudgement(
            dossier,
            trust: trust,
            at: moment,
            stage: .received(by: dossier.referral.to),
            rulesAt: dossier.referral.created,
            outside: outside
        )
        try judgement.requireGood()
    }

    /// The papers for `readers`, empty where the dossier encloses none.
    ///
    /// - Throws: what `PartOpening.open` throws.
    package func open(_ readers: String, with opening: PartOpening) throws -> [Paper] {
        let enclosed = try dossier.referral.parts
            .filter { $0.readers == readers }
            .flatMap { part in
                try opening.open(
                    part,
                    of: dossier,
                    judged: judgement,
                    bytes: dossier.contents.kept[part.name] ?? []
                )
            }
        // Whoever can read the part holds its papers to the rules of the dossier.
        let broken = DossierRules.check(
            root: dossier.referral.json,
            documents: dossier.documents.map { ($0.name, $0.value) },
            enclosed: enclosed.map { ($0.name, $0.value) },
            stage: .received(by: dossier.referral.to),
            at: dossier.referral.created
        )
        .filter { $0.severity == .error }
        guard broken.isEmpty else { throw BundleError(.rulesBroken, reasons: broken.map { Reason($0) }) }
        return
            enclosed
            .map { document in
                let kind = DocumentKind(of: document.value)
                let name = document.name.split(separator: "/").last.map(String.init) ?? document.name
                return Paper(fileName: kind?.fileName ?? name, bytes: document.bytes)
            }
    }
}
