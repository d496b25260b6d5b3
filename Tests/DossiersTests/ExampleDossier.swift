// SPDX-License-Identifier: Apache-2.0

import Dossiers
import Files
import JSONSchema
import Octets

/// The sample dossier of `Examples/return-of-a-child`, as a folder and packed.
struct ExampleDossier {
    static let package = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")
    static let folder = package + "/Examples/return-of-a-child"
    static let papers = [
        "identity.json", "screening.json", "consent.json", "risk.json", "handover-receipt.json",
    ]
    /// Between the consent's beginning and its end.
    static let moment = Timestamp("2026-11-23T00:00:00Z")!
    static let ranong = OfficeReference(office: "ranong", authority: SHA256Digest(of: [1]))
    static let kawthaung = OfficeReference(office: "kawthaung", authority: SHA256Digest(of: [2]))

    var root: JSONValue
    var documents: [(name: String, value: JSONValue)]

    init() throws {
        root = try Self.parse("referral.json")
        documents = try Self.papers.map { ($0, try Self.parse($0)) }
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        try Folder.read(folder + "/" + name, limit: Limits.document)
    }

    private static func parse(_ name: String) throws -> JSONValue {
        try JSON.parse(try bytes(name))
    }

    /// Changes one value of the document called `name`; nil takes it away.
    mutating func set(_ name: String, _ pointer: JSONPointer, _ value: JSONValue?) {
        if name == "referral.json" { root = root.setting(pointer, value) }
        for index in documents.indices where documents[index].name == name {
            documents[index].value = documents[index].value.setting(pointer, value)
        }
    }

    mutating func remove(_ name: String) {
        documents.removeAll { $0.name == name }
    }

    func findings(_ stage: DossierRules.Stage = .draft, at moment: Timestamp = moment) -> [Finding] {
        DossierRules.check(root: root, documents: documents, stage: stage, at: moment)
    }

    /// What the rules find beyond the schemas, each as `code document pointer`.
    func codes(_ stage: DossierRules.Stage = .draft, at moment: Timestamp = moment) -> [Finding.Code] {
        findings(stage, at: moment).map(\.code)
    }

    static func packing(attachments: [String] = ["letter-th.pdf", "scan-1.jpg", "scan-2.jpg"]) throws
        -> DossierPacking
    {
        DossierPacking(
            draft: try parse("referral.json"),
            documents: try papers.map { DossierPacking.File(name: $0, bytes: try bytes($0)) },
            attachments: attachments,
            authorities: ["ranong": ranong.authority, "kawthaung": kawthaung.authority],
            signers: []
        )
    }

    /// The example as it stands in a container.
    static func packed() throws -> ExampleDossier {
        var random = SystemRandomNumberGenerator()
        let packed = try packing().packed(at: moment, using: &random)
        var dossier = try ExampleDossier()
        dossier.root = try JSON.parse(packed.referral)
        dossier.documents = try packed.documents.map { ($0.name, try JSON.parse($0.bytes)) }
        return dossier
    }
}

extension JSONValue {
    /// The value with another one at `pointer`, or none; a place in an array is replaced, never added.
    func setting(_ pointer: JSONPointer, _ value: JSONValue?) -> JSONValue {
        guard let first = pointer.tokens.first else { return value ?? .null }
        let rest = JSONPointer(Array(pointer.tokens.dropFirst()))
        if var elements = array, let index = Int(first) {
            if rest.tokens.isEmpty, value == nil {
                elements.remove(at: index)
            } else {
                elements[index] = elements[index].setting(rest, value)
            }
            return .array(elements)
        }
        var object = object ?? JSONObject()
        object[first] =
            rest.tokens.isEmpty ? value : (object[first] ?? .object(JSONObject())).setting(rest, value)
        return .object(object)
    }
}
