// SPDX-License-Identifier: Apache-2.0

import Dossiers
import Files
import JSONSchema
import Octets
import Testing

/// One of the dossiers in `Examples`, read as `dossier check` reads a folder.
struct ExampleFolder {
    /// An example's folder and the moment at which it is sent.
    enum Name: String, CaseIterable, Sendable {
        case victim = "repatriation-of-a-victim"
        case victimAnswer = "repatriation-of-a-victim-answer"
        case victimFollowUp = "repatriation-of-a-victim-follow-up"
        case victimWithdrawal = "repatriation-of-a-victim-withdrawal"
        case suspect = "suspect-from-ranong"
        case suspectOutcome = "suspect-from-ranong-outcome"
        case thaiSuspect = "suspect-from-kawthaung"
        case child = "return-of-a-child"
        case childHandedOver = "handover-return"

        var moment: Timestamp {
            switch self {
            case .victim, .suspect, .thaiSuspect, .child: Timestamp("2026-11-23T00:00:00Z")!
            case .victimAnswer: Timestamp("2026-11-18T00:00:00Z")!
            case .childHandedOver: Timestamp("2026-12-03T00:00:00Z")!
            case .victimFollowUp: Timestamp("2026-12-28T00:00:00Z")!
            case .victimWithdrawal: Timestamp("2027-01-05T00:00:00Z")!
            case .suspectOutcome: Timestamp("2027-06-22T00:00:00Z")!
            }
        }
    }

    static let offices = [
        "ranong": DossierRules.KnownOffice(country: "TH", readers: ["general", "health"]),
        "kawthaung": DossierRules.KnownOffice(country: "MM", readers: ["general", "health"]),
    ]

    let name: Name
    var root: JSONValue
    var documents: [(name: String, value: JSONValue)] = []

    init(_ name: Name) throws {
        self.name = name
        root = try Self.document("referral.json", of: name)
        for file in try Folder.names(in: Self.path(of: name)).sorted()
        where file.hasSuffix(".json") && file != "referral.json" {
            documents.append((file, try Self.document(file, of: name)))
        }
    }

    static func path(of name: Name) -> String {
        ExampleDossier.package + "/Examples/" + name.rawValue
    }

    static func bytes(_ file: String, of name: Name) throws -> [UInt8] {
        try Folder.read(path(of: name) + "/" + file, limit: Limits.document)
    }

    static func document(_ file: String, of name: Name) throws -> JSONValue {
        try JSON.parse(try bytes(file, of: name))
    }

    /// One change to a folder.
    enum Edit: Sendable {
        case set(String, JSONPointer, JSONValue)
        case cut(String, JSONPointer)
        case drop(String)
        /// Puts a document of another example in, as if it were about this case.
        case enclose(String, from: Name, as: String)
        case add(String, JSONValue)
    }

    mutating func apply(_ edit: Edit) throws {
        switch edit {
        case .set(let document, let pointer, let value): try change(document, pointer, value)
        case .cut(let document, let pointer): try change(document, pointer, nil)
        case .drop(let document):
            let index = try #require(documents.firstIndex { $0.name == document })
            documents.remove(at: index)
        case .enclose(let file, let other, let newName):
            let value = try Self.document(file, of: other).setting(["case"], root["case"])
            documents.append((newName, value))
        case .add(let file, let value): documents.append((file, value))
        }
    }

    private mutating func change(_ document: String, _ pointer: JSONPointer, _ value: JSONValue?) throws {
        if document == "referral.json" {
            #expect(value != nil || root[pointer] != nil)
            root = root.setting(pointer, value)
        } else {
            let index = try #require(documents.firstIndex { $0.name == document })
            #expect(value != nil || documents[index].value[pointer] != nil)
            documents[index].value = documents[index].value.setting(pointer, value)
        }
    }

    func findings(
        _ stage: DossierRules.Stage = .draft,
        offices: [String: DossierRules.KnownOffice] = offices
    ) -> [Finding] {
        DossierRules.check(
            root: root,
            documents: documents,
            stage: stage,
            at: name.moment,
            offices: offices
        )
    }

    /// The folder as it stands in a container, by the names that the packing gives.
    func packed() throws -> ExampleFolder {
        let listed = root["attachments"]?.array ?? []
        var random = SystemRandomNumberGenerator()
        let packed = try DossierPacking(
            draft: root,
            documents: documents.map { DossierPacking.File(name: $0.name, bytes: $0.value.bytes(.pretty)) },
            attachments: listed.compactMap { $0["originalName"]?.string },
            authorities: [
                "ranong": ExampleDossier.ranong.authority, "kawthaung": ExampleDossier.kawthaung.authority,
            ],
            signers: []
        )
        .packed(at: name.moment, using: &random)
        var copy = self
        copy.root = try JSON.parse(packed.referral)
        copy.documents = try packed.documents.map { ($0.name, try JSON.parse($0.bytes)) }
        return copy
    }
}
