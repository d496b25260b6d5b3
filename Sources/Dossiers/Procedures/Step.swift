// SPDX-License-Identifier: Apache-2.0

import JSONSchema

extension Procedure {
    /// One dossier's place in a procedure: who sends it, with which papers, signed by whom.
    package struct Step: Hashable, Sendable {
        package enum Direction: String, Sendable {
            /// From the office that has the case.
            case forward
            /// Back from the office that got it: such a dossier names the one that it answers.
            case reply
            /// From whichever of the two has something to tell.
            case either
        }

        package enum Need: String, Sendable {
            case required
            case requiredForChild = "required-for-child"
            case requiredWithoutLegalBasis = "required-without-legal-basis"
            case optional
            case forbidden
        }

        package struct Paper: Hashable, Sendable {
            package let kind: DocumentKind
            package let need: Need
            /// How many agencies must be among those whom the paper names under `team`; 0 where nobody asks.
            package let agencies: Int
        }

        /// A rule that may be set aside, and the roles of the signers who may do so.
        package struct Override: Hashable, Sendable {
            package let rule: String
            package let roles: [String]
        }

        /// Those who may sign at one place in the order of signing.
        package struct SignerGroup: Hashable, Sendable {
            package let roles: [String]
            package let isRequired: Bool
        }

        package let code: String
        package let title: LocalizedText
        package let direction: Direction
        /// What a consent must allow before the papers go; none where consent is not asked.
        package let purposes: [String]
        package let papers: [Paper]
        package let signers: [SignerGroup]
        /// What may be set aside in this step; no other rule can be.
        package let overrides: [Override]

        init?(_ value: JSONValue) {
            guard let code = value["code"]?.string, let title = LocalizedText(value["title"]),
                let direction = value["direction"]?.string.flatMap(Direction.init(rawValue:)),
                let papers = value["papers"]?.array, let signers = value["signers"]?.array
            else { return nil }
            self.code = code
            self.title = title
            self.direction = direction
            purposes = (value["purposes"]?.array ?? []).compactMap(\.string)
            self.papers = papers.compactMap { paper in
                guard let kind = paper["kind"]?.string,
                    let need = paper["need"]?.string.flatMap(Need.init(rawValue:))
                else { return nil }
                return Paper(
                    kind: DocumentKind(rawValue: kind),
                    need: need,
                    agencies: paper["agencies"]?.integer ?? 0
                )
            }
            self.signers = signers.map { group in
                SignerGroup(
                    roles: (group["roles"]?.array ?? []).compactMap(\.string),
                    isRequired: group["need"]?.string == "required"
                )
            }
            overrides = (value["overrides"]?.array ?? []).compactMap { override in
                override["rule"]?.string.map { rule in
                    Override(rule: rule, roles: (override["roles"]?.array ?? []).compactMap(\.string))
                }
            }
            guard self.papers.count == papers.count else { return nil }
        }

        /// The dossier that comes back from a handover, with the receipt of what happened there.
        package var isHandoverReturn: Bool { code == "handover-return" }

        /// What the step says about `kind`; a kind that it does not name is not allowed.
        package func need(of kind: DocumentKind) -> Need {
            papers.first { $0.kind == kind }?.need ?? .forbidden
        }

        /// The kinds that must be there, as far as their schemas exist.
        package func demandedKinds(child: Bool, legalBasis: Bool) -> [DocumentKind] {
            papers.filter { paper in
                switch paper.need {
                case .required: true
                case .requiredForChild: child
                case .requiredWithoutLegalBasis: !legalBasis
                case .optional, .forbidden: false
                }
            }
            .map(\.kind).filter { DocumentCatalog.shared.knows($0) }
        }
    }
}
