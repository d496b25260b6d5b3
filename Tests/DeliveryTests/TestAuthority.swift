// SPDX-License-Identifier: Apache-2.0

import Files
import Subprocess
import Testing

/// An authority and TLS certificates, made with the stock `openssl` in a folder of their own.
struct TestAuthority: Sendable {
    let folder: String
    let certificatePEM: [UInt8]

    init(in folder: String, named name: String = "authority") async throws {
        self.folder = folder + "/" + name
        try Folder.create(self.folder)
        try await Self.openssl(
            in: self.folder,
            """
            req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 30 -subj /CN=\(name)
            -keyout ca.key -out ca.pem -addext basicConstraints=critical,CA:TRUE,pathlen:0
            -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature
            """
        )
        certificatePEM = try Folder.read(self.folder + "/ca.pem", limit: 1 << 16)
    }

    /// A certificate for `names` (as in a subjectAltName) and its key; with the authority's own behind it.
    func issue(
        _ names: String,
        usage: String = "serverAuth"
    ) async throws -> (chain: [UInt8], key: [UInt8]) {
        try await Self.openssl(
            in: folder,
            """
            req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -subj /CN=service
            -keyout tls.key -out tls.csr
            """
        )
        let extensions = "subjectAltName=\(names)\nextendedKeyUsage=\(usage)\nbasicConstraints=CA:FALSE\n"
        try Folder.write(Array(extensions.utf8), to: folder + "/tls.ext", existing: .replace)
        try await Self.openssl(
            in: folder,
            "x509 -req -in tls.csr -CA ca.pem -CAkey ca.key -days 30 -sha256 -extfile tls.ext -out tls.pem"
        )
        let certificate = try Folder.read(folder + "/tls.pem", limit: 1 << 16)
        return (certificate + certificatePEM, try Folder.read(folder + "/tls.key", limit: 1 << 16))
    }

    static func openssl(in folder: String, _ arguments: String) async throws {
        let result = try await run(
            .name("env"),
            arguments: Arguments(
                ["-C", folder, "openssl"] + arguments.split { $0 == " " || $0 == "\n" }.map { String($0) }
            ),
            output: .discarded,
            error: .string(limit: 1 << 16)
        )
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
    }
}
