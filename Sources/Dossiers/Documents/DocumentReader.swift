// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
import Octets

/// Reads the members of one document, or of an object inside it, into Swift values.
///
/// The schema has been asked before, so a member that is not as it should be is rare (a date that no calendar has,
/// say); it is still refused with its place and never trapped on.
struct DocumentReader {
    let kind: DocumentKind
    let value: JSONValue
    let pointer: JSONPointer

    /// Checks `document` against the packed schema of `kind`.
    ///
    /// - Throws: `DossierError` with `notADocument`, naming the first place that does not follow.
    init(_ document: JSONValue, kind: DocumentKind) throws(DossierError) {
        self.init(kind: kind, value: document, pointer: [])
        guard DocumentKind(of: document) == kind,
            let violations = DocumentCatalog.shared.violations(in: document, kind: kind, form: .packed)
        else { throw refusal(at: ["type"], keyword: "const") }
        if let first = violations.first { throw refusal(at: first.instance, keyword: first.codeName) }
    }

    private init(kind: DocumentKind, value: JSONValue, pointer: JSONPointer) {
        self.kind = kind
        self.value = value
        self.pointer = pointer
    }

    func string(_ name: String) throws(DossierError) -> String {
        try require(value[name]?.string, name)
    }

    func optionalString(_ name: String) -> String? {
        value[name]?.string
    }

    func has(_ name: String) -> Bool { value[name] != nil }

    func integer(_ name: String) throws(DossierError) -> Int {
        try require(value[name]?.integer, name)
    }

    func flag(_ name: String) throws(DossierError) -> Bool {
        try require(value[name]?.bool, name)
    }

    func time(_ name: String) throws(DossierError) -> Timestamp {
        try require(Timestamp(try string(name)), name)
    }

    func digest(_ name: String) throws(DossierError) -> SHA256Digest {
        try require(SHA256Digest(hex: try string(name)), name)
    }

    /// A member of a closed list.
    func code<Code: RawRepresentable<String>>(_ name: String) throws(DossierError) -> Code {
        try require(Code(rawValue: try string(name)), name)
    }

    /// Bytes in padded base64.
    func bytes(_ name: String) throws(DossierError) -> [UInt8] {
        try require(try? Base64.decode(try string(name), padded: true), name)
    }

    func object(_ name: String) throws(DossierError) -> DocumentReader {
        let member = try require(value[name], name)
        return DocumentReader(kind: kind, value: member, pointer: pointer.appending(name))
    }

    func optionalObject(_ name: String) -> DocumentReader? {
        value[name].map { DocumentReader(kind: kind, value: $0, pointer: pointer.appending(name)) }
    }

    /// The elements of an array; none where the member is absent.
    func elements(_ name: String) -> [DocumentReader] {
        (value[name]?.array ?? []).enumerated().map { index, element in
            DocumentReader(kind: kind, value: element, pointer: pointer.appending(name).appending(index))
        }
    }

    func strings(_ name: String) throws(DossierError) -> [String] {
        var strings: [String] = []
        for element in elements(name) { strings.append(try element.ownString()) }
        return strings
    }

    func digests(_ name: String) throws(DossierError) -> [SHA256Digest] {
        var digests: [SHA256Digest] = []
        for element in elements(name) {
            guard let digest = SHA256Digest(hex: try element.ownString()) else {
                throw refusal(at: element.pointer, keyword: "pattern")
            }
            digests.append(digest)
        }
        return digests
    }

    /// A list of byte strings in padded base64.
    func byteStrings(_ name: String) throws(DossierError) -> [[UInt8]] {
        var list: [[UInt8]] = []
        for element in elements(name) {
            guard let bytes = try? Base64.decode(try element.ownString(), padded: true) else {
                throw refusal(at: element.pointer, keyword: "pattern")
            }
            list.append(bytes)
        }
        return list
    }

    func ownString() throws(DossierError) -> String {
        guard let string = value.string else { throw refusal(at: pointer, keyword: "type") }
        return string
    }

    private func require<Value>(_ value: Value?, _ name: String) throws(DossierError) -> Value {
        guard let value else { throw refusal(at: pointer.appending(name), keyword: "format") }
        return value
    }

    private func refusal(at pointer: JSONPointer, keyword: String) -> DossierError {
        DossierError(
            .notADocument,
            [
                "document": kind.fileName, "kind": kind.rawValue, "pointer": pointer.description,
                "keyword": keyword,
            ]
        )
    }
}

extension DocumentKind {
    /// Checks that `document` is of this kind and follows its packed schema.
    ///
    /// - Throws: `DossierError` with `notADocument`, naming the first place that does not follow.
    package func check(_ document: JSONValue) throws(DossierError) {
        _ = try DocumentReader(document, kind: self)
    }
}
