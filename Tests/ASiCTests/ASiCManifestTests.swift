// SPDX-License-Identifier: Apache-2.0

import ASiC
import Octets
import Testing

/// A change to a good manifest, and what strict reading says then.
struct ManifestCase: CustomTestStringConvertible, Sendable {
    let find: String
    let replacement: String
    let code: ASiCError.Code?
    /// What reading other people's manifests says; as `code` where not given.
    let foreign: ASiCError.Code?

    var testDescription: String { "\(find) → \(replacement.prefix(60))" }

    init(_ find: String, _ replacement: String, _ code: ASiCError.Code?) {
        self.init(find, replacement, code, foreign: code)
    }

    init(_ find: String, _ replacement: String, _ code: ASiCError.Code?, foreign: ASiCError.Code?) {
        self.find = find
        self.replacement = replacement
        self.code = code
        self.foreign = foreign
    }

    func bytes() throws -> [UInt8] {
        let text = good
        let range = try #require(firstRange(of: Array(find.utf8), in: Array(text.utf8)))
        var bytes = Array(text.utf8)
        bytes.replaceSubrange(range, with: Array(replacement.utf8))
        return bytes
    }
}

private func firstRange(of part: [UInt8], in bytes: [UInt8]) -> Range<Int>? {
    guard part.count <= bytes.count else { return nil }
    for start in 0...(bytes.count - part.count) where bytes[start...].starts(with: part) {
        return start..<(start + part.count)
    }
    return nil
}

private let good = """
    <?xml version="1.0" encoding="UTF-8"?>
    <asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" \
    xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
      <asic:SigReference URI="META-INF/signature001.p7s" MimeType="application/x-pkcs7-signature"/>
      <asic:DataObjectReference URI="referral.json" MimeType="application/json" Rootfile="true">
        <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <ds:DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</ds:DigestValue>
      </asic:DataObjectReference>
      <asic:DataObjectReference URI="a.pdf" MimeType="application/pdf">
        <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <ds:DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</ds:DigestValue>
      </asic:DataObjectReference>
    </asic:ASiCManifest>

    """

private let secondUnknown = "<asic:Unknown><ds:DigestValue/></asic:Unknown></asic:ASiCManifest>"

@Suite struct ASiCManifestTests {
    @Test func `the written form is fixed, and is read back`() throws {
        let manifest = try ASiCManifest(parsing: Array(good.utf8))
        #expect(manifest.signatureName == "META-INF/signature001.p7s")
        #expect(manifest.references.map(\.name) == ["referral.json", "a.pdf"])
        #expect(manifest.references.map(\.isRootDocument) == [true, false])
        #expect(manifest.references[0].digest == SHA256Digest(of: []).bytes)
        #expect(String(decoding: manifest.encoded, as: UTF8.self) == good)
        #expect(try ASiCManifest(foreign: Array(good.utf8)) == manifest)
    }

    /// `THREATS` 33.
    static let cases: [ManifestCase] = [
        // The document around the elements.
        ManifestCase("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "", nil),
        ManifestCase("encoding=\"UTF-8\"?", "encoding='utf-8' standalone='no' ?", nil),
        ManifestCase("UTF-8", "UTF-16", .manifestSyntax),
        ManifestCase("UTF-8", "ISO-8859-1", .manifestSyntax),
        ManifestCase("version=\"1.0\"", "version=\"1.1\"", .manifestSyntax),
        ManifestCase("<?xml", "\u{feff}<?xml", .manifestSyntax, foreign: nil),
        ManifestCase("<?xml", " <?xml", .manifestSyntax),
        ManifestCase("<asic:ASiC", "<!DOCTYPE asic:ASiCManifest><asic:ASiC", .manifestSyntax),
        ManifestCase(
            "<asic:ASiC",
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><asic:ASiC",
            .manifestSyntax
        ),
        ManifestCase("<asic:Sig", "<?php echo?><asic:Sig", .manifestSyntax),
        ManifestCase("<asic:Sig", "<!-- note --><asic:Sig", .manifestSyntax),
        ManifestCase("</asic:ASiCManifest>\n", "</asic:ASiCManifest><a/>", .manifestSyntax),
        ManifestCase("</asic:ASiCManifest>\n", "</asic:ASiCManifest>x", .manifestSyntax),
        ManifestCase("</asic:ASiCManifest>\n", "", .manifestSyntax),
        ManifestCase("47DEQ", "<![CDATA[47DEQ]]>", .manifestSyntax),
        // Entities and letters.
        ManifestCase("referral.json", "&#x72;eferral&#46;json", nil),
        ManifestCase("referral.json", "&xxe;", .manifestSyntax),
        ManifestCase("referral.json", "&#0;", .manifestSyntax),
        ManifestCase("referral.json", "&#x110000;", .manifestSyntax),
        ManifestCase("referral.json", "&#xd800;", .manifestSyntax),
        ManifestCase("referral.json", "a&lt;b", .manifestReference, foreign: nil),
        ManifestCase("referral.json", "a<b", .manifestSyntax),
        ManifestCase("referral.json", "a\u{1}b", .manifestSyntax),
        // Namespaces.
        ManifestCase("02918/v1.2.1#", "02918/v1.1.1#", .manifestContent),
        ManifestCase("xmlns:ds=", "xmlns:dt=", .manifestSyntax),
        ManifestCase("xmlns:ds=", "xmlns:asic=\"x\" xmlns:ds=", .manifestSyntax),
        ManifestCase("xmlns:ds=", "xmlns:xml=\"x\" xmlns:ds=", .manifestSyntax),
        ManifestCase("xmlns:ds=", "xmlns:e=\"\" xmlns:ds=", .manifestSyntax),
        ManifestCase(
            "<asic:DataObjectReference",
            "<asic:DataObjectReference xmlns:asic=\"x\"",
            .manifestContent,
            foreign: nil
        ),
        ManifestCase("<ds:DigestMethod", "<ds:DigestMethod xmlns:ds=\"x\"", .manifestContent),
        ManifestCase(
            "<ds:DigestValue>",
            "<DigestValue xmlns=\"http://www.w3.org/2000/09/xmldsig#\">",
            .manifestSyntax
        ),
        ManifestCase("URI=\"ref", "asic:URI=\"x\" URI=\"ref", .manifestContent, foreign: nil),
        ManifestCase("URI=\"ref", "URI=\"x\" URI=\"ref", .manifestSyntax),
        ManifestCase("<asic:Sig", "<a:b:c/><asic:Sig", .manifestSyntax),
        // Elements.
        ManifestCase("<asic:Sig", "text<asic:Sig", .manifestContent),
        ManifestCase("</asic:ASiCManifest>", secondUnknown, .manifestContent, foreign: nil),
        ManifestCase("Rootfile=", "Unknown=", .manifestContent, foreign: nil),
        ManifestCase("Rootfile=\"true\"", "Rootfile=\"yes\"", .manifestContent),
        ManifestCase("Rootfile=\"true\"", "Rootfile=\"1\"", .manifestContent, foreign: nil),
        ManifestCase("MimeType=\"application/json\"", "", .manifestContent, foreign: nil),
        ManifestCase(
            "MimeType=\"application/x-pkcs7",
            "MimeType=\"application/pkcs7",
            .manifestContent,
            foreign: nil
        ),
        ManifestCase("<asic:Sig", "<asic:SigReference URI=\"a\"/><asic:Sig", .manifestContent),
        ManifestCase(
            "</ds:DigestValue>",
            "</ds:DigestValue><ds:DigestValue>AA==</ds:DigestValue>",
            .manifestContent
        ),
        ManifestCase("+5JCeu", "+<b/>5JCeu", .manifestContent),
        ManifestCase("</ds:DigestValue>", "</ds:digestvalue>", .manifestSyntax),
        ManifestCase(
            "</asic:ASiCManifest>",
            "<asic:ASiCManifestExtensions><asic:Extension Critical=\"true\"/></asic:ASiCManifestExtensions>"
                + "</asic:ASiCManifest>",
            .criticalExtension
        ),
        ManifestCase(
            "</asic:ASiCManifest>",
            "<asic:ASiCManifestExtensions><asic:Extension Critical=\"false\"/></asic:ASiCManifestExtensions>"
                + "</asic:ASiCManifest>",
            .manifestContent,
            foreign: nil
        ),
        ManifestCase(
            "<asic:Sig",
            String(repeating: "<a>", count: 9) + String(repeating: "</a>", count: 9) + "<asic:Sig",
            .manifestSyntax
        ),
        // References.
        ManifestCase("a.pdf", "referral.json", .duplicateReference),
        ManifestCase("a.pdf", "Referral.json", .duplicateReference),
        ManifestCase("a.pdf", "%72eferral.json", .duplicateReference),
        ManifestCase("a.pdf", "%61.pdf", nil),
        ManifestCase("a.pdf", "%2561.pdf", .manifestReference, foreign: nil),
        ManifestCase("a.pdf", "%6.pdf", .manifestReference),
        ManifestCase("a.pdf", "%+1.pdf", .manifestReference),
        ManifestCase("a.pdf", "%ff.pdf", .manifestReference),
        ManifestCase("a.pdf", "%2e%2e/a.pdf", .manifestReference),
        ManifestCase("a.pdf", "../a.pdf", .manifestReference),
        ManifestCase("a.pdf", "./a.pdf", .manifestReference),
        ManifestCase("a.pdf", "/a.pdf", .manifestReference),
        ManifestCase("a.pdf", "//host/a.pdf", .manifestReference),
        ManifestCase("a.pdf", "http://host/a.pdf", .manifestReference),
        ManifestCase("a.pdf", "file:a.pdf", .manifestReference),
        ManifestCase("a.pdf", "a.pdf#part", .manifestReference),
        ManifestCase("a.pdf", "a.pdf?part", .manifestReference),
        ManifestCase("a.pdf", "", .manifestReference),
        ManifestCase("a.pdf", "a\\b.pdf", .manifestReference),
        // Digests.
        ManifestCase("xmlenc#sha256", "xmlenc#sha512", .manifestDigest),
        ManifestCase("xmlenc#sha256", "xmlenc#sha3", .manifestDigest, foreign: nil),
        ManifestCase("47DEQ", "47 DEQ", .manifestDigest, foreign: nil),
        ManifestCase("SuFU=", "SuFV=", .manifestDigest),
        ManifestCase("SuFU=", "SuFU", .manifestDigest),
        ManifestCase("47DE", "", .manifestDigest),
    ]

    @Test(arguments: cases)
    func `a manifest is taken or refused as its rules say (33)`(example: ManifestCase) throws {
        let bytes = try example.bytes()
        #expect(failure { _ = try ASiCManifest(parsing: bytes) } == example.code)
        #expect(failure { _ = try ASiCManifest(foreign: bytes) } == example.foreign)
    }

    @Test func `a manifest that is not UTF-8 is refused (33)`() {
        #expect(failure { _ = try ASiCManifest(parsing: Array(good.utf8) + [0xff]) } == .manifestSyntax)
        #expect(failure { _ = try ASiCManifest(parsing: good.utf16.flatMap { le($0) }) } == .manifestSyntax)
    }

    @Test func `what is passed over in other people's manifests is listed`() throws {
        let case1 = ManifestCase("Rootfile=", "Unknown=", nil)
        #expect(try ASiCManifest(foreign: case1.bytes()).ignored == ["DataObjectReference/@Unknown"])
    }

    @Test func `a million attributes or elements end quickly (33)`() {
        let many = (0..<40_000).map { " a\($0)=''" }.joined()
        #expect(failure { _ = try ASiCManifest(parsing: Array("<a\(many)/>".utf8)) } == .manifestSyntax)
        let deep = String(repeating: "<a>", count: 300_000)
        #expect(failure { _ = try ASiCManifest(parsing: Array(deep.utf8)) } == .manifestSyntax)
    }

    private func failure(_ body: () throws -> Void) -> ASiCError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? ASiCError)?.code
        }
    }
}
