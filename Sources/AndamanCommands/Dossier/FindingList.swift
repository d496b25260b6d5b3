// SPDX-License-Identifier: Apache-2.0

import Bundles
import Catalogue
import Dossiers
import Forms
import JSONSchema

/// What a check found, in the order in which a person mends it: paper by paper, the referral first, and in each from its
/// beginning to its end; what is about no paper comes last.
struct FindingList {
    private let papers: [(name: String, value: JSONValue)]
    let findings: [Finding]

    init(_ findings: [Finding], in papers: [(name: String, value: JSONValue)]) {
        self.papers = papers
        let keys = findings.map { Self.key(of: $0, in: papers) }
        self.findings = findings.indices
            .sorted { left, right in
                keys[left] == keys[right] ? left < right : keys[left].lexicographicallyPrecedes(keys[right])
            }
            .map { findings[$0] }
    }

    /// The paper that a finding is about; nil for the dossier as a whole, as what the next steps will need.
    private static func paper(of finding: Finding) -> String? {
        finding.severity == .note ? nil : finding.document
    }

    /// The number of the paper, then the way to the place, each step by its number among its siblings.
    private static func key(of finding: Finding, in papers: [(name: String, value: JSONValue)]) -> [Int] {
        guard let document = Self.paper(of: finding) else { return [Int.max] }
        guard let paper = papers.firstIndex(where: { $0.name == document }) else { return [papers.count] }
        var key = [paper]
        var value: JSONValue? = papers[paper].value
        for token in finding.pointer.flatMap({ JSONPointer(parsing: $0) })?.tokens ?? [] {
            // What is missing comes behind what is there.
            key.append(value?.object?.index(of: token) ?? Int(token) ?? Int.max)
            value = value?[JSONPointer([token])]
        }
        return key
    }

    /// Says each finding under its paper, with how many each has.
    func say(to session: Session) {
        var rest = findings[...]
        while let first = rest.first {
            let group = rest.prefix { Self.paper(of: $0) == Self.paper(of: first) }
            rest = rest.dropFirst(group.count)
            session.say(heading(of: Self.paper(of: first), count: group.count, session))
            for finding in group { session.print("  - " + sentence(finding, session)) }
        }
        let unfilled = findings.count { $0.code == .fieldUnfilled }
        let faults = findings.count { $0.severity == .error } - unfilled
        if unfilled + faults > 0 {
            session.say(.commandDossierCounts(faults: String(faults), unfilled: String(unfilled)))
        }
    }

    private func heading(of document: String?, count: Int, _ session: Session) -> Message {
        guard let document else { return .commandDossierWhole(count: String(count)) }
        let title = kind(of: document).flatMap { DocumentCatalog.shared.title(of: $0) }
        return .commandDossierPaper(
            count: String(count),
            document: document,
            title: title?[session.language] ?? document
        )
    }

    private func sentence(_ finding: Finding, _ session: Session) -> String {
        guard finding.code == .fieldUnfilled, let document = finding.document, let kind = kind(of: document),
            let pointer = finding.pointer.flatMap({ JSONPointer(parsing: $0) }),
            let name = FieldName.words(of: pointer, in: kind)
        else { return session.sentence(Reason(finding)) }
        return session.text(
            .commandDossierUnfilled(field: name[session.language], pointer: pointer.description)
        )
    }

    private func kind(of document: String) -> DocumentKind? {
        papers.first { $0.name == document }.flatMap { DocumentKind(of: $0.value) }
    }
}
