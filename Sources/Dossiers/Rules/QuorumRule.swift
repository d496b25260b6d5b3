// SPDX-License-Identifier: Apache-2.0

import JSONSchema

/// A paper that a team makes is made by people of several agencies, as many as the step wants.
///
/// One agency alone does not say who is a victim: that is what the multidisciplinary team is for. Agencies count by
/// their names as written, in either case of letters.
enum QuorumRule {
    static func findings(in dossier: DossierUnderRules) -> [Finding] {
        guard let step = dossier.step else { return [] }
        return step.papers.filter { $0.agencies > 0 }.flatMap { paper in
            dossier.documents(paper.kind).compactMap { document -> Finding? in
                // That there is a team at all is the schema's to say.
                guard let team = document.value["team"]?.array, !team.isEmpty else { return nil }
                let agencies = Set(team.compactMap { $0["agency"]?.string }.map { $0.lowercased() })
                guard agencies.count < paper.agencies else { return nil }
                let arguments = [
                    "kind": paper.kind.rawValue, "wanted": String(paper.agencies),
                    "present": String(agencies.count),
                ]
                return Finding(.quorumNotMet, in: document.name, at: ["team"], arguments)
            }
        }
    }
}
