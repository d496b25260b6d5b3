// SPDX-License-Identifier: Apache-2.0

import Bundles
import Files
import Glibc
import Octets
import Signatures
import Subprocess
import Testing

/// What a lawyer can do without us (`THREATS.md`, "The check that needs no vendor"): the guide's steps, on what we make.
@Suite(.enabled(if: hasStockTools)) struct StockToolsTests {
    private let exchange = Exchange.shared

    /// Runs a program in `folder`.
    private func run(
        in folder: String,
        _ program: String,
        _ arguments: String...
    ) async throws -> (isSuccess: Bool, output: String) {
        let result = try await Subprocess.run(
            .name("env"),
            // The programs are to find their files as the guide names them.
            arguments: Arguments(["-C", folder, program] + arguments),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        return (result.terminationStatus.isSuccess, result.standardOutput + result.standardError)
    }

    private func checkSignature(_ number: Int, in folder: String) async throws -> (Bool, String) {
        try await run(
            in: folder,
            "openssl",
            "cms",
            "-verify",
            "-cades",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "META-INF/signature00\(number).p7s",
            "-content",
            "META-INF/ASiCManifest00\(number).xml",
            "-CAfile",
            "../authority.pem",
            "-no-CApath",
            "-no-CAstore",
            "-purpose",
            "any",
            "-attime",
            String(Exchange.now.secondsSinceEpoch),
            "-signer",
            "../who\(number).pem",
            "-out",
            "/dev/null"
        )
    }

    @Test func `unzip, openssl and sha256sum say what verify says`() async throws {
        var generator = SystemRandomNumberGenerator()
        let root = "/tmp/andaman-stock-" + String(generator.next(), radix: 36)
        let folder = Folder.join(root, "unzipped")
        try Folder.create(folder)
        defer { try? Folder.deleteTree(root) }
        try Folder.write(exchange.signed, to: Folder.join(root, "case.asice"))
        try Folder.write(
            Array(exchange.ranong.card.authority.pem.utf8),
            to: Folder.join(root, "authority.pem")
        )
        // 1.
        #expect(try await run(in: folder, "unzip", "-q", "../case.asice").isSuccess)
        for (number, officer) in [(1, "preeya"), (2, "wichai")] {
            // 2.
            let (isSuccess, output) = try await checkSignature(number, in: folder)
            #expect(isSuccess, "\(output)")
            let who = try await run(
                in: root,
                "openssl",
                "x509",
                "-in",
                "who\(number).pem",
                "-noout",
                "-subject",
                "-ext",
                "extendedKeyUsage,certificatePolicies"
            )
            #expect(who.output.contains("UID = \(officer)"))
            #expect(who.output.contains("O = ranong"))
            #expect(who.output.contains("1.3.6.1.5.5.7.3.36"))
            // 3.
            let printed = try await run(
                in: folder,
                "openssl",
                "cms",
                "-cmsout",
                "-noout",
                "-print",
                "-inform",
                "DER",
                "-in",
                "META-INF/signature00\(number).p7s"
            )
            for attribute in ["contentType", "messageDigest", "signingCertificateV2"] {
                #expect(printed.output.contains(attribute))
            }
            // 4.
            let path = Folder.join(folder, "META-INF/ASiCManifest00\(number).xml")
            let manifest = String(decoding: try Folder.read(path, limit: 1 << 20), as: UTF8.self)
            #expect(manifest.contains("URI=\"META-INF/signature00\(number).p7s\""))
            for (name, _) in try Forge.documents(exchange.signed) {
                #expect(manifest.split(separator: "URI=\"\(name)\"").count == 2)
                let sum = try await run(in: folder, "sha256sum", name).output.prefix(64)
                let digest = try Base64.encode(Hex.decode(String(sum)), padded: true)
                #expect(manifest.contains("<ds:DigestValue>\(digest)</ds:DigestValue>"))
            }
        }
        // One changed letter, and openssl says no.
        let path = Folder.join(folder, "META-INF/ASiCManifest001.xml")
        var manifest = try Folder.read(path, limit: 1 << 20)
        manifest[manifest.count - 100] ^= 1
        try Folder.write(manifest, to: path, existing: .replace)
        #expect(try await checkSignature(1, in: folder).0 == false)
    }
}

private let hasStockTools = ["openssl", "unzip", "sha256sum"].allSatisfy {
    unsafe access("/usr/bin/\($0)", X_OK) == 0
}
