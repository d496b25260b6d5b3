// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Octets
import Signatures
import Testing

/// Signatures that other people's software makes.
@Suite struct ForeignSignatureTests {
    struct Kind: CustomTestStringConvertible {
        let name: String
        var key: [String] = []
        var signing: [String] = []
        var subIndication: SignatureVerdict.SubIndication?
        var testDescription: String { name }
    }

    @Test(arguments: [
        Kind(name: "P-256", key: ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]),
        Kind(name: "P-384", key: ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"], signing: ["-md", "sha384"]),
        Kind(name: "P-521", key: ["ec", "-pkeyopt", "ec_paramgen_curve:P-521"], signing: ["-md", "sha512"]),
        Kind(name: "RSA 2048", key: ["rsa:2048"]),
        Kind(name: "RSA 3072 PSS", key: ["rsa:3072"], signing: ["-keyopt", "rsa_padding_mode:pss"]),
        Kind(name: "by key identifier", key: ["rsa:2048"], signing: ["-keyid"]),
        Kind(name: "RSA 1024", key: ["rsa:1024"], subIndication: .cryptographicConstraintsFailureNoProof),
        Kind(
            name: "secp256k1",
            key: ["ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
            subIndication: .cryptographicConstraintsFailureNoProof
        ),
        Kind(
            name: "SHA-1",
            key: ["rsa:2048"],
            signing: ["-md", "sha1"],
            subIndication: .cryptographicConstraintsFailureNoProof
        ),
    ])
    func `what OpenSSL signs is judged by its strength`(kind: Kind) async throws {
        try await withTemporaryFolder { folder in
            try folder.write(TestOffice.content, "content")
            let made = try await attempt(
                "openssl",
                ["req", "-x509", "-nodes", "-subj", "/CN=Foreign", "-days", "30", "-newkey"] + kind.key
                    + ["-keyout", folder("key.pem"), "-out", folder("foreign.pem")]
            )
            try #require(made.isSuccess, "\(made.output)")
            let signed = try await attempt(
                "openssl",
                [
                    "cms", "-sign", "-cades", "-binary", "-in", folder("content"), "-signer",
                    folder("foreign.pem"),
                ]
                    + ["-inkey", folder("key.pem"), "-outform", "DER", "-out", folder("out")] + kind.signing
            )
            try #require(signed.isSuccess, "\(signed.output)")
            let certificate = try Certificate(
                pem: String(decoding: folder.read("foreign.pem"), as: UTF8.self)
            )
            let verdict = CMSSignature.verify(
                der: try folder.read("out"),
                form: .foreign,
                content: TestOffice.content,
                trust: SignatureTrust(anchors: [certificate]),
                demands: .withoutSignerPurpose,
                at: certificate.validity.notBefore
            )
            #expect(verdict.subIndication == kind.subIndication, "\(verdict.reasons)")
            #expect(verdict.isPassed == (kind.subIndication == nil))
        }
    }

    /// The containers of `../shared/vectors/asic`, and what `expected.tsv` says of their signatures.
    @Test(arguments: [
        ("onefile-ok.asice", SignatureVerdict.SubIndication.noCertificateChainFound),
        ("multifiles-ok.asice", .noCertificateChainFound),
        ("cades-lta-alternative-naming.sce", .noCertificateChainFound),
        ("brokenReference.asice", .noCertificateChainFound),
        ("removed-doc.asice", .noCertificateChainFound),
        ("nonConformantManifest.asice", .noCertificateChainFound),
        ("twoSignaturesOneTimeOneSigner.asice", .hashFailure),
        ("emptyCertStore.asice", .noSigningCertificateFound),
    ])
    func `a published container's signature is judged rightly`(
        name: String,
        expected: SignatureVerdict.SubIndication
    ) async throws {
        let path = Folder.join(
            #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 },
            "shared/vectors/asic"
        )
        guard Folder.exists(path) else { try Test.cancel("the vectors are not at \(path)") }
        try await withTemporaryFolder { folder in
            try await run("unzip", "-q", Folder.join(path, name), "-d", folder.path)
            let names = try Folder.names(in: folder("META-INF"))
            let signatures = names.filter { $0.hasSuffix(".p7s") }
            #expect(signatures.count == (name.hasPrefix("two") ? 2 : 1))
            for signature in signatures {
                let manifest = try #require(
                    names.first { candidate in
                        guard candidate.contains("ASiCManifest"),
                            let bytes = try? folder.read("META-INF/" + candidate)
                        else { return false }
                        return String(decoding: bytes, as: UTF8.self).contains("META-INF/" + signature)
                    }
                )
                let content = try folder.read("META-INF/" + manifest)
                let verdict = CMSSignature.verify(
                    der: try folder.read("META-INF/" + signature),
                    form: .foreign,
                    content: content,
                    trust: SignatureTrust(anchors: [try TestOffice().authority]),
                    demands: .withoutSignerPurpose,
                    at: TestOffice.now
                )
                #expect(verdict.subIndication == expected, "\(signature): \(verdict.reasons)")
            }
        }
    }
}
