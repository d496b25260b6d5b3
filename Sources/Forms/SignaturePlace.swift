// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import JSONSchema

/// Where somebody signs on paper: in which capacity, and the name where it is known.
struct SignaturePlace {
    let label: LocalizedText
    let name: LocalizedText
    /// Whether there is room for a thumbprint, for those who do not write.
    let hasThumbprint: Bool

    /// The places of a document: the listed signers under the referral; under papers that people sign at a desk or a
    /// pier, those who take part.
    static func places(of paper: FormDossier.Paper) -> [SignaturePlace] {
        guard let kind = paper.kind, let node = SchemaNode(kind) else { return [] }
        return switch kind {
        case .referral: signers(paper.value, node)
        case .handoverReceipt:
            roles(["giver", "receiver", "interpreter", "witnesses"], paper.value, node)
                + person(paper.value["person"]?["name"], node)
        case .belongings: roles(["giver", "receiver", "witness"], paper.value, node)
        case .consent: consent(paper.value, node)
        default: []
        }
    }

    private static func signers(_ value: JSONValue, _ node: SchemaNode) -> [SignaturePlace] {
        let item = node.property("signers")?.items
        return (value["signers"]?.array ?? []).map { signer in
            let role = item?.property("role").flatMap { property in
                signer["role"].flatMap { ShownValue.words($0, property) }
            }
            let name = item?.property("name").flatMap { property in
                signer["name"].flatMap { ShownValue.words($0, property) }
            }
            let officer = LocalizedText(signer["officer"]?.string ?? "")
            return SignaturePlace(
                label: role ?? LocalizedText(.formSignature),
                name: name ?? officer,
                hasThumbprint: false
            )
        }
    }

    private static func consent(_ value: JSONValue, _ node: SchemaNode) -> [SignaturePlace] {
        let giver = value["givenBy"]?.string
        // A child says so too, beside the guardian or protector who consents.
        var places = giver == "individual" || value["assent"] != nil ? person(nil, node) : []
        if let giver, ["guardian", "protector"].contains(giver) {
            places += roles([giver], value, node, thumbprint: true)
        }
        return places + roles(["interpreter", "witness"], value, node)
    }

    private static func person(_ name: JSONValue?, _ node: SchemaNode) -> [SignaturePlace] {
        let property = node.property("person")?.property("name")
        let words = name.flatMap { name in property.flatMap { ShownValue.words(name, $0) } }
        let place = SignaturePlace(
            label: LocalizedText(.formThePerson),
            name: words ?? LocalizedText(""),
            hasThumbprint: true
        )
        return [place]
    }

    /// One place for each member, and for each of several; one to fill in by hand where nobody is named.
    private static func roles(
        _ names: [String],
        _ value: JSONValue,
        _ node: SchemaNode,
        thumbprint: Bool = false
    ) -> [SignaturePlace] {
        names.flatMap { name -> [SignaturePlace] in
            guard let property = node.property(name) else { return [] }
            let label = property.label ?? LocalizedText(name)
            let people = value[name]?.array ?? [value[name] ?? .null]
            return people.map { person in
                SignaturePlace(label: label, name: self.name(of: person, property), hasThumbprint: thumbprint)
            }
        }
    }

    private static func name(of person: JSONValue, _ node: SchemaNode) -> LocalizedText {
        let node = node.items ?? node
        let parts = ["name", "rank", "agency"].compactMap { name -> LocalizedText? in
            guard let value = person[name], let property = node.property(name) else { return nil }
            return ShownValue.words(value, property)
        }
        return LocalizedText { language in parts.map { $0[language] }.joined(separator: ", ") }
    }
}
