// SPDX-License-Identifier: Apache-2.0

import Octets

/// Reads the small part of XML 1.0 that manifests are made of (`THREATS` 33).
///
/// Taken are one XML declaration, elements, attributes, text, the five named entities and character references.
/// Refused are document types, processing instructions, comments, CDATA sections, every encoding but UTF-8, and
/// nesting beyond `Limits.manifestDepth`: nothing is fetched, nothing expands. Every byte is consumed.
struct XMLReader {
    /// Attributes and namespace declarations of one element.
    private static let attributeLimit = 16
    private static let xmlNamespace = "http://www.w3.org/XML/1998/namespace"

    private let bytes: [UInt8]
    private var position = 0

    /// Reads a document; where it is refused, `manifestSyntax` comes with the offset.
    ///
    /// The mark EF BB BF may stand in front only where `byteOrderMark` says so.
    static func read(_ bytes: [UInt8], byteOrderMark: Bool) throws(ASiCError) -> XMLElement {
        var reader = XMLReader(bytes: bytes)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw reader.failure }
        if byteOrderMark { _ = reader.take("\u{feff}") }
        try reader.declaration()
        reader.blanks()
        let root = try reader.element(["xml": xmlNamespace], depth: 1)
        reader.blanks()
        guard reader.position == bytes.count else { throw reader.failure }
        return root
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    // MARK: Structure

    /// XML 1.0 §2.8, `XMLDecl`.
    private mutating func declaration() throws(ASiCError) {
        guard take("<?xml") else { return }
        var values: [(name: String, value: String)] = []
        while !take("?>") {
            guard isBlank(peek) else { throw failure }
            blanks()
            if take("?>") { break }
            let name = try self.name()
            guard values.count < 3 else { throw failure }
            values.append((name, try attributeValue()))
        }
        let names = values.map(\.name)
        let allowed = [
            ["version"], ["version", "encoding"], ["version", "standalone"],
            ["version", "encoding", "standalone"],
        ]
        guard allowed.contains(names) else { throw failure }
        for (name, value) in values {
            let isGood =
                switch name {
                case "version": value == "1.0"
                case "encoding": value.lowercased() == "utf-8"
                default: value == "yes" || value == "no"
                }
            guard isGood else { throw failure }
        }
    }

    /// XML 1.0 §3, `element`.
    private mutating func element(_ outer: [String: String], depth: Int) throws(ASiCError) -> XMLElement {
        guard depth <= Limits.manifestDepth, take("<") else { throw failure }
        let tag = try name()
        var raw: [(name: String, value: String)] = []
        while true {
            let hadBlank = isBlank(peek)
            blanks()
            if peek == UInt8(ascii: "/") || peek == UInt8(ascii: ">") { break }
            guard hadBlank, raw.count < Self.attributeLimit else { throw failure }
            let name = try self.name()
            raw.append((name, try attributeValue()))
        }
        let scope = try namespaces(raw, outer)
        let (namespace, local) = try resolve(tag, scope, default: scope[""] ?? "")
        var element = XMLElement(namespace: namespace, name: local, attributes: try attributes(raw, scope))
        if take("/>") { return element }
        guard take(">") else { throw failure }
        while !take("</") {
            if peek == UInt8(ascii: "<") {
                element.children.append(try self.element(scope, depth: depth + 1))
            } else {
                element.text += try text(until: [UInt8(ascii: "<")])
            }
        }
        guard take(tag) else { throw failure }
        blanks()
        guard take(">") else { throw failure }
        return element
    }

    private func namespaces(
        _ raw: [(name: String, value: String)],
        _ outer: [String: String]
    ) throws(ASiCError) -> [String: String] {
        var scope = outer
        var declared: Set<String> = []
        for (name, value) in raw where name == "xmlns" || name.hasPrefix("xmlns:") {
            let prefix = String(name.dropFirst(6))
            // A prefix cannot be undeclared, nor may the two reserved ones be taken (Namespaces in XML 1.0 §3, §5).
            guard declared.insert(prefix).inserted, prefix != "xml", prefix != "xmlns",
                !value.isEmpty || prefix.isEmpty, value != Self.xmlNamespace
            else { throw failure }
            scope[prefix] = value
        }
        return scope
    }

    private func attributes(
        _ raw: [(name: String, value: String)],
        _ scope: [String: String]
    ) throws(ASiCError) -> [XMLElement.Attribute] {
        var attributes: [XMLElement.Attribute] = []
        for (name, value) in raw where name != "xmlns" && !name.hasPrefix("xmlns:") {
            let (namespace, local) = try resolve(name, scope, default: "")
            guard !attributes.contains(where: { $0.name == local && $0.namespace == namespace }) else {
                throw failure
            }
            attributes.append(XMLElement.Attribute(namespace: namespace, name: local, value: value))
        }
        return attributes
    }

    private func resolve(
        _ name: String,
        _ scope: [String: String],
        default namespace: String
    ) throws(ASiCError) -> (namespace: String, name: String) {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, !parts.contains(where: \.isEmpty) else { throw failure }
        guard parts.count == 2 else { return (namespace, name) }
        guard let namespace = scope[String(parts[0])] else { throw failure }
        return (namespace, String(parts[1]))
    }

    // MARK: Letters

    private mutating func name() throws(ASiCError) -> String {
        let start = position
        while let byte = peek, isNameByte(byte, first: position == start) { position += 1 }
        guard position > start else { throw failure }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func attributeValue() throws(ASiCError) -> String {
        blanks()
        guard take("=") else { throw failure }
        blanks()
        guard let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw failure
        }
        position += 1
        let value = try text(until: [quote, UInt8(ascii: "<")])
        guard peek == quote else { throw failure }
        position += 1
        return value
    }

    /// Text with its references resolved, up to one of `ends`, which must come.
    private mutating func text(until ends: [UInt8]) throws(ASiCError) -> String {
        var text: [UInt8] = []
        while true {
            guard let byte = peek else { throw failure }
            if ends.contains(byte) { break }
            if byte == UInt8(ascii: "&") {
                text += Array(String(try reference()).utf8)
                continue
            }
            // `]]>` must not stand in text (XML 1.0 §2.4); a bare carriage return would have a second spelling.
            guard byte >= 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d, !isNext("]]>") else {
                throw failure
            }
            text.append(byte)
            position += 1
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// XML 1.0 §4.1 and §4.6.
    private mutating func reference() throws(ASiCError) -> Unicode.Scalar {
        for (name, scalar) in [("lt", "<"), ("gt", ">"), ("amp", "&"), ("quot", "\""), ("apos", "'")]
            as [(String, Unicode.Scalar)]
        where take("&\(name);") {
            return scalar
        }
        guard take("&#") else { throw failure }
        let radix: UInt32 = take("x") ? 16 : 10
        var value: UInt32 = 0
        let start = position
        while let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
            UInt32(digit) < radix
        {
            value = value * radix + UInt32(digit)
            position += 1
            guard value <= 0x10ffff else { throw failure }
        }
        guard position > start, take(";"), let scalar = Unicode.Scalar(value),
            value >= 0x20 || value == 0x09 || value == 0x0a || value == 0x0d, value != 0xfffe, value != 0xffff
        else { throw failure }
        return scalar
    }

    private var failure: ASiCError { ASiCError(.manifestSyntax, ["offset": String(position)]) }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func isNext(_ text: String) -> Bool {
        bytes[position...].starts(with: text.utf8)
    }

    private mutating func take(_ text: String) -> Bool {
        guard isNext(text) else { return false }
        position += text.utf8.count
        return true
    }

    private mutating func blanks() {
        while isBlank(peek) { position += 1 }
    }

    private func isBlank(_ byte: UInt8?) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }

    private func isNameByte(_ byte: UInt8, first: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"):
            !first
        default: false
        }
    }
}
