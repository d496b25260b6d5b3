// SPDX-License-Identifier: Apache-2.0

import Octets

extension ASiCManifest {
    /// Reads a manifest of our own: the profile's elements and attributes and nothing else.
    ///
    /// - Throws: `ASiCError` with `manifestSyntax`, `manifestContent`, `manifestReference`, `duplicateReference`,
    ///   `manifestDigest` or `criticalExtension`.
    package init(parsing bytes: [UInt8]) throws(ASiCError) {
        let root = try XMLReader.read(bytes, byteOrderMark: false)
        var reading = ManifestReading(isStrict: true)
        self = try reading.manifest(root)
    }

    /// Reads an archive manifest of our own, as strictly: it names a time-stamp in place of a signature.
    ///
    /// - Throws: as `init(parsing:)`.
    package init(parsingArchive bytes: [UInt8]) throws(ASiCError) {
        let root = try XMLReader.read(bytes, byteOrderMark: false)
        var reading = ManifestReading(isStrict: true, signatureMediaType: Self.stampMediaType)
        self = try reading.manifest(root)
    }

    /// Reads other people's manifests and archive manifests.
    ///
    /// Unknown elements and attributes are passed over, together with everything in them, and listed in `ignored`; SHA-1,
    /// SHA-384 and SHA-512 are taken; a reference whose method is unknown stays without one.
    ///
    /// - Throws: as `init(parsing:)`.
    package init(foreign bytes: [UInt8]) throws(ASiCError) {
        let root = try XMLReader.read(bytes, byteOrderMark: true)
        var reading = ManifestReading(isStrict: false)
        self = try reading.manifest(root)
        ignored = reading.ignored
    }
}

/// Reads a manifest's elements, strictly or not.
private struct ManifestReading {
    let isStrict: Bool
    private let signatureMediaType: String
    var ignored: [String] = []

    init(isStrict: Bool, signatureMediaType: String = ASiCManifest.signatureMediaType) {
        self.isStrict = isStrict
        self.signatureMediaType = signatureMediaType
    }

    mutating func manifest(_ root: XMLElement) throws(ASiCError) -> ASiCManifest {
        guard root.isNamed("ASiCManifest", in: ASiCManifest.namespace) else { throw unexpected(root) }
        try refuseCriticalExtensions(root)
        try check(root, attributes: [])
        var signature: (name: String, mediaType: String?)?
        var references: [ASiCManifest.Reference] = []
        var names: Set<String> = []
        for child in root.children {
            if child.isNamed("SigReference", in: ASiCManifest.namespace) {
                guard signature == nil, references.isEmpty else { throw unexpected(child) }
                signature = try signatureReference(child)
            } else if child.isNamed("DataObjectReference", in: ASiCManifest.namespace) {
                guard signature != nil else { throw unexpected(child) }
                let reference = try documentReference(child)
                guard names.insert(EntryName.collisionKey(reference.name)).inserted else {
                    throw ASiCError(.duplicateReference, entry: reference.name)
                }
                references.append(reference)
            } else {
                try passOver(child)
            }
        }
        guard let signature, !isStrict || !references.isEmpty else { throw unexpected(root) }
        return ASiCManifest(
            signatureName: signature.name,
            signatureMediaType: signature.mediaType,
            references: references
        )
    }

    private mutating func signatureReference(
        _ element: XMLElement
    ) throws(ASiCError) -> (name: String, mediaType: String?) {
        try check(element, attributes: ["URI", "MimeType"])
        for child in element.children { try passOver(child) }
        let mediaType = element.attribute("MimeType")
        guard !isStrict || mediaType == signatureMediaType else { throw unexpected(element) }
        return (try name(element), mediaType)
    }

    private mutating func documentReference(_ element: XMLElement) throws(ASiCError) -> ASiCManifest.Reference
    {
        try check(element, attributes: ["URI", "MimeType", "Rootfile"])
        let name = try name(element)
        var methods: [String] = []
        var values: [String] = []
        for child in element.children {
            if child.isNamed("DigestMethod", in: ASiCManifest.digestNamespace) {
                try check(child, attributes: ["Algorithm"])
                for inner in child.children { try passOver(inner) }
                guard values.isEmpty, let method = child.attribute("Algorithm") else {
                    throw unexpected(child)
                }
                methods.append(method)
            } else if child.isNamed("DigestValue", in: ASiCManifest.digestNamespace) {
                guard child.attributes.isEmpty, child.children.isEmpty else { throw unexpected(child) }
                values.append(child.text)
            } else {
                try passOver(child)
            }
        }
        guard methods.count == 1, values.count == 1 else { throw unexpected(element) }
        let method = DigestMethod(rawValue: methods[0])
        let digest = try digest(values[0], of: name)
        guard method.map({ $0.digestSize == digest.count }) ?? true, !isStrict || method == .sha256 else {
            throw ASiCError(.manifestDigest, entry: name)
        }
        let mediaType = element.attribute("MimeType")
        guard !isStrict || mediaType.map(isMediaType) == true else { throw unexpected(element) }
        return ASiCManifest.Reference(
            name: name,
            mediaType: mediaType,
            isRootDocument: try isRootDocument(element),
            method: method,
            digest: digest
        )
    }

    private func isRootDocument(_ element: XMLElement) throws(ASiCError) -> Bool {
        switch element.attribute("Rootfile") {
        case nil: return false
        case "true": return true
        case "1" where !isStrict: return true
        case "false" where !isStrict, "0" where !isStrict: return false
        default: throw unexpected(element)
        }
    }

    private func digest(_ text: String, of name: String) throws(ASiCError) -> [UInt8] {
        // Base64 of XML may be broken into lines; ours is not.
        let letters =
            isStrict ? Array(text.utf8) : text.utf8.filter { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
        do { return try Base64.decode(letters, padded: true) } catch {
            throw ASiCError(.manifestDigest, entry: name)
        }
    }

    /// The name of the entry that an element's URI points to: a relative path, decoded once (RFC 3986 §2.1).
    private func name(_ element: XMLElement) throws(ASiCError) -> String {
        guard let uri = element.attribute("URI") else { throw unexpected(element) }
        let failure = ASiCError(.manifestReference, entry: uri)
        var name: [UInt8] = []
        var rest = uri.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst(), let low = rest.popFirst(),
                    let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16),
                    high != UInt8(ascii: "+"), high != UInt8(ascii: "-")
                else { throw failure }
                name.append(value)
            // A query, a fragment, or a scheme would make it something else than a path.
            case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: ":"): throw failure
            default: name.append(byte)
            }
        }
        guard let text = String(validating: name, as: UTF8.self),
            isStrict ? EntryName.isAllowed(name) : EntryName.isHarmless(text)
        else { throw failure }
        return text
    }

    /// RFC 6838 §4.2, without parameters.
    private func isMediaType(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 127
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                            UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"):
                            true
                        default: false
                        }
                    }
            }
    }

    // MARK: What is not known

    private mutating func check(_ element: XMLElement, attributes known: Set<String>) throws(ASiCError) {
        guard element.hasBlankText else { throw unexpected(element) }
        for attribute in element.attributes
        where !known.contains(attribute.name) || !attribute.namespace.isEmpty {
            guard !isStrict else { throw unexpected(element) }
            ignored.append(element.name + "/@" + attribute.name)
        }
    }

    private mutating func passOver(_ element: XMLElement) throws(ASiCError) {
        guard !isStrict else { throw unexpected(element) }
        ignored.append(element.name)
    }

    /// An extension that is critical must be understood (annex A.5), and none is.
    private func refuseCriticalExtensions(_ element: XMLElement) throws(ASiCError) {
        if let critical = element.attribute("Critical"), critical != "false", critical != "0" {
            throw ASiCError(.criticalExtension)
        }
        for child in element.children { try refuseCriticalExtensions(child) }
    }

    private func unexpected(_ element: XMLElement) -> ASiCError {
        ASiCError(.manifestContent, ["element": EntryName.printable(element.name)])
    }
}
