// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Testing

@Suite struct SampleDocumentTests {
    @Test func `each kind has a sample, and each sample is valid`() throws {
        let samples = try SampleDocuments.all()
        #expect(samples.keys.sorted() == DocumentCatalog.shared.kinds)
        for (kind, document) in samples {
            let violations = DocumentCatalog.shared.violations(in: document, kind: kind, form: .packed)
            #expect(violations == [], "\(kind.rawValue)")
        }
    }

    @Test func `without any one of its required members a document is refused`() throws {
        for (kind, document) in try SampleDocuments.all() {
            let required = try #require(DocumentCatalog.shared.source(of: kind)?["required"]?.array)
            for name in required.compactMap(\.string) {
                let violations = DocumentCatalog.shared.violations(
                    in: document.setting([name], nil),
                    kind: kind,
                    form: .packed
                )
                let names = violations?.filter { $0.code == .required && $0.instance == [] }
                    .compactMap { $0.arguments["name"] }
                #expect(names == [name], "\(kind.rawValue) \(name)")
            }
        }
    }

    @Test func `a member that no schema names is refused wherever it stands`() throws {
        for (kind, document) in try SampleDocuments.all() {
            for place in objects(in: document, at: []) {
                let unknown = place.appending("Unknown member")
                let violations = DocumentCatalog.shared.violations(
                    in: document.setting(unknown, "x"),
                    kind: kind,
                    form: .packed
                )
                #expect(violations?.isEmpty == false, "\(kind.rawValue) \(place)")
            }
        }
    }

    @Test func `a text with a control character is refused wherever it stands`() throws {
        for (kind, document) in try SampleDocuments.all() {
            for place in texts(in: document, at: []) {
                let violations = DocumentCatalog.shared.violations(
                    in: document.setting(place, "a\u{0007}"),
                    kind: kind,
                    form: .packed
                )
                #expect(violations?.isEmpty == false, "\(kind.rawValue) \(place)")
            }
        }
    }

    private func objects(in value: JSONValue, at place: JSONPointer) -> [JSONPointer] {
        switch value {
        case .object(let object):
            [place] + object.members.flatMap { objects(in: $0.value, at: place.appending($0.name)) }
        case .array(let elements):
            elements.enumerated().flatMap { objects(in: $1, at: place.appending($0)) }
        default: []
        }
    }

    private func texts(in value: JSONValue, at place: JSONPointer) -> [JSONPointer] {
        switch value {
        case .object(let object): object.members.flatMap { texts(in: $0.value, at: place.appending($0.name)) }
        case .array(let elements): elements.enumerated().flatMap { texts(in: $1, at: place.appending($0)) }
        case .string: [place]
        default: []
        }
    }
}
