// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
package import Signatures

/// A national certification authority made with stock `openssl`: a root, an authority below it that issues persons'
/// certificates, and a responder that answers for that one.
package struct StateAuthority: Sendable {
    package let folder: String
    package let root: Certificate
    package let middle: Certificate

    package func path(_ name: String) -> String { folder + "/" + name }

    /// `status` is where the responder is, as the certificates will say.
    package init(in folder: String, status: String? = nil) async throws {
        self.folder = folder
        try Folder.create(folder)
        let access = status.map { "authorityInfoAccess = OCSP;URI:\($0)" } ?? ""
        try Folder.write(Array(Self.configuration(folder, access).utf8), to: folder + "/ca.cnf")
        for name in ["root", "middle"] {
            try Folder.write([], to: folder + "/\(name).txt")
            try Folder.write(Array("1001\n".utf8), to: folder + "/\(name).serial")
            try Folder.write(Array("01\n".utf8), to: folder + "/\(name).crlnumber")
        }
        root = try await Self.issue("root", by: nil, as: "authority", folder)
        middle = try await Self.issue("middle", by: "root", as: "issuing", folder)
        _ = try await Self.issue("responder", by: "middle", as: "responder", folder)
    }

    /// A certificate and key `NAME.pem`, `NAME.key`; the section of the configuration says for what.
    package func issue(_ name: String, by issuer: String = "middle", as section: String = "person")
        async throws
        -> Certificate
    {
        try await Self.issue(name, by: issuer, as: section, folder)
    }

    /// The certificate and the one above it, as authorities hand them out.
    package func writeChain(_ name: String) throws -> String {
        let person = try Folder.read(path(name + ".pem"), limit: 1 << 16)
        try Folder.write(person + Array(middle.pem.utf8), to: path(name + "-chain.pem"))
        return path(name + "-chain.pem")
    }

    package func revoke(_ name: String) async throws {
        try await openssl([
            "ca", "-config", path("ca.cnf"), "-name", "middle", "-revoke", path(name + ".pem"),
        ])
    }

    /// A fresh list of the root or the issuing authority; the path of its file.
    package func list(by issuer: String) async throws -> String {
        var generator = SystemRandomNumberGenerator()
        let file = path(issuer + "-" + String(generator.next(), radix: 36) + ".crl")
        try await openssl(["ca", "-config", path("ca.cnf"), "-name", issuer, "-gencrl", "-out", file])
        return file
    }

    /// What the responder says about a person now, good for `days`; signed by `responder`.
    package func answer(about name: String, by responder: String = "responder", days: Int = 7) async throws
        -> [UInt8]
    {
        var generator = SystemRandomNumberGenerator()
        let file = path(String(generator.next(), radix: 36))
        try await openssl(
            ["ocsp", "-issuer", path("middle.pem"), "-cert", path(name + ".pem"), "-no_nonce"]
                + ["-reqout", file + ".req"]
        )
        try await openssl(
            ["ocsp", "-index", path("middle.txt"), "-CA", path("middle.pem"), "-ndays", String(days)]
                + ["-rsigner", path(responder + ".pem"), "-rkey", path(responder + ".key")]
                + ["-reqin", file + ".req", "-respout", file + ".resp"]
        )
        return try Folder.read(file + ".resp", limit: 1 << 20)
    }

    private static func issue(_ name: String, by issuer: String?, as section: String, _ folder: String)
        async throws -> Certificate
    {
        let path = folder + "/" + name
        try await openssl(
            ["req", "-new", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
                + ["-keyout", path + ".key", "-subj", "/O=Test State/CN=\(name)", "-out", path + ".csr"]
        )
        try await openssl(
            ["ca", "-batch", "-notext", "-config", folder + "/ca.cnf", "-name", issuer ?? name]
                + (issuer == nil ? ["-selfsign"] : []) + ["-extensions", section, "-days", "900"]
                + ["-in", path + ".csr", "-out", path + ".pem"]
        )
        let text = String(decoding: try Folder.read(path + ".pem", limit: 1 << 16), as: UTF8.self)
        return try Certificate(pem: text)
    }

    private static func configuration(_ folder: String, _ access: String) -> String {
        func store(_ name: String) -> String {
            """
            [\(name)]
            database = \(folder)/\(name).txt
            new_certs_dir = \(folder)
            serial = \(folder)/\(name).serial
            crlnumber = \(folder)/\(name).crlnumber
            certificate = \(folder)/\(name).pem
            private_key = \(folder)/\(name).key
            crl_extensions = list
            default_md = sha256
            default_crl_days = 30
            unique_subject = no
            policy = names

            """
        }
        return store("root") + store("middle") + """
            [names]
            organizationName = optional
            commonName = supplied
            [list]
            authorityKeyIdentifier = keyid
            [authority]
            basicConstraints = critical,CA:TRUE
            keyUsage = critical,keyCertSign,cRLSign
            subjectKeyIdentifier = hash
            [issuing]
            basicConstraints = critical,CA:TRUE,pathlen:0
            keyUsage = critical,keyCertSign,cRLSign
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid
            [person]
            basicConstraints = CA:FALSE
            keyUsage = critical,nonRepudiation
            extendedKeyUsage = emailProtection
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid
            \(access)
            [server]
            basicConstraints = CA:FALSE
            keyUsage = critical,digitalSignature
            extendedKeyUsage = serverAuth
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid
            [responder]
            basicConstraints = CA:FALSE
            keyUsage = critical,digitalSignature
            extendedKeyUsage = OCSPSigning
            noCheck = ignored
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid

            """
    }
}
