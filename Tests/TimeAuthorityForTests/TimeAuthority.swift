// SPDX-License-Identifier: Apache-2.0

import Files
package import Octets
package import Signatures

/// A time-stamp authority made with stock `openssl`, of any age: certificates by `openssl ca`, stamps of now by
/// `openssl ts -reply`, stamps of any other time by `openssl cms` over a TSTInfo written here.
package struct TimeAuthority: Sendable {
    /// What is to be wrong with it, or how long it lives.
    package struct Plan: Sendable {
        package var from: Timestamp
        package var until: Timestamp
        package var extendedKeyUsage = "critical,timeStamping"
        package var keyUsage = "critical,digitalSignature"
        /// Whether an authority stands between the root and the one that stamps.
        package var hasIntermediate = false

        package init(from: Timestamp, until: Timestamp) {
            self.from = from
            self.until = until
        }
    }

    package let folder: String
    package let root: Certificate
    package let intermediate: Certificate?
    package let certificate: Certificate

    package init(in folder: String, _ plan: Plan) async throws {
        self.folder = folder
        try Folder.create(folder)
        try Folder.write(Array(Self.configuration(folder, plan).utf8), to: folder + "/ca.cnf")
        try Folder.write([], to: folder + "/index.txt")
        try Folder.write(Array("1001\n".utf8), to: folder + "/serial")
        try Folder.write(Array("0001\n".utf8), to: folder + "/crlnumber")
        try Folder.write(Array("01\n".utf8), to: folder + "/tsaserial")
        root = try await Self.certificate("root", issuer: nil, folder, plan)
        intermediate =
            plan.hasIntermediate ? try await Self.certificate("middle", issuer: "root", folder, plan) : nil
        let issuer = plan.hasIntermediate ? "middle" : "root"
        certificate = try await Self.certificate("tsa", issuer: issuer, folder, plan)
        let above = intermediate.map { [$0] } ?? []
        try Folder.write(Array((above + [root]).pem.utf8), to: folder + "/chain.pem")
    }

    package var trust: TimeTrust { TimeTrust(anchors: [root]) }

    // MARK: Stamps

    /// What `openssl ts -reply` answers, now.
    package func answer(to request: [UInt8]) async throws -> [UInt8] {
        let name = Self.fresh(folder)
        try Folder.write(request, to: name + ".tsq")
        try await openssl(
            ["ts", "-reply", "-config", folder + "/ca.cnf", "-section", "stamping"]
                + ["-queryfile", name + ".tsq", "-out", name + ".tsr"]
        )
        return try Folder.read(name + ".tsr", limit: 1 << 20)
    }

    /// An answer with a stamp that bears `time`.
    package func answer(to request: TimeStampRequest, at time: Timestamp) async throws -> [UInt8] {
        let nonce = DER(request.der).children.first { $0.isNonce }?.bytes
        let token = try await token(imprint: request.imprint, at: time, nonce: nonce)
        return DER.element(0x30, DER.element(0x30, [0x02, 1, 0]) + token)
    }

    /// A token over `bytes` that bears `time`.
    package func token(over bytes: [UInt8], at time: Timestamp) async throws -> [UInt8] {
        try await token(imprint: SHA256Digest(of: bytes), at: time, nonce: nil)
    }

    package func token(imprint: SHA256Digest, at time: Timestamp, nonce: [UInt8]?) async throws -> [UInt8] {
        let digits = time.description.utf8.filter { !"-:T".utf8.contains($0) }
        let algorithm: [UInt8] = [
            0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
        ]
        let info = DER.element(
            0x30,
            [0x02, 1, 1] + [0x06, 4, 0x2a, 3, 4, 1]
                + DER.element(0x30, algorithm + DER.element(0x04, imprint.bytes))
                + [0x02, 1, 7] + DER.element(0x18, Array(digits)) + (nonce ?? [])
        )
        return try await sign(info)
    }

    /// A token over whatever stands in `info`.
    package func sign(_ info: [UInt8]) async throws -> [UInt8] {
        let name = Self.fresh(folder)
        try Folder.write(info, to: name + ".info")
        try await openssl(
            ["cms", "-sign", "-binary", "-nodetach", "-cades", "-md", "sha256", "-outform", "DER"]
                + ["-econtent_type", "1.2.840.113549.1.9.16.1.4", "-signer", folder + "/tsa.pem"]
                + ["-inkey", folder + "/tsa.key", "-certfile", folder + "/chain.pem"]
                + ["-in", name + ".info", "-out", name + ".tst"]
        )
        return try Folder.read(name + ".tst", limit: 1 << 20)
    }

    // MARK: Revocation

    /// The root's or the intermediate's list of `time`, with `revoked` on it since `date`.
    package func list(
        by issuer: String = "root",
        revoking revoked: Certificate,
        since date: Timestamp,
        at time: Timestamp,
        until: Timestamp
    ) async throws -> RevocationList {
        let name = Self.fresh(folder)
        let line =
            "R\t491231235959Z\t\(Self.short(date)),CACompromise\t\(revoked.serialText.uppercased())\tunknown\t/CN=x\n"
        try Folder.write(Array(line.utf8), to: folder + "/index.txt", existing: .replace)
        try await openssl(
            ["ca", "-gencrl", "-config", folder + "/ca.cnf", "-keyfile", folder + "/\(issuer).key"]
                + ["-cert", folder + "/\(issuer).pem", "-crl_lastupdate", Self.long(time)]
                + ["-crl_nextupdate", Self.long(until), "-out", name + ".crl"]
        )
        try await openssl(["crl", "-in", name + ".crl", "-outform", "DER", "-out", name + ".der"])
        return try RevocationList(der: Folder.read(name + ".der", limit: 1 << 20))
    }

    // MARK: Making

    private static func certificate(
        _ name: String,
        issuer: String?,
        _ folder: String,
        _ plan: Plan
    ) async throws -> Certificate {
        let path = folder + "/" + name
        try await openssl(
            ["req", "-new", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
                + ["-keyout", path + ".key", "-subj", "/O=Test Time/CN=\(name)", "-out", path + ".csr"]
        )
        let by =
            issuer.map { ["-keyfile", folder + "/\($0).key", "-cert", folder + "/\($0).pem"] }
            ?? ["-selfsign", "-keyfile", path + ".key"]
        try await openssl(
            [
                "ca", "-batch", "-notext", "-config", folder + "/ca.cnf", "-extensions", name, "-in",
                path + ".csr",
            ]
                + by + ["-startdate", long(plan.from), "-enddate", long(plan.until), "-out", path + ".pem"]
        )
        return try Certificate(
            pem: String(decoding: Folder.read(path + ".pem", limit: 1 << 16), as: UTF8.self)
        )
    }

    private static func configuration(_ folder: String, _ plan: Plan) -> String {
        """
        [ca]
        default_ca = store
        [store]
        database = \(folder)/index.txt
        new_certs_dir = \(folder)
        serial = \(folder)/serial
        crlnumber = \(folder)/crlnumber
        crl_extensions = list
        default_md = sha256
        default_crl_days = 30
        unique_subject = no
        policy = names
        [names]
        organizationName = optional
        commonName = supplied
        [list]
        authorityKeyIdentifier = keyid
        [root]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        [middle]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        authorityKeyIdentifier = keyid
        [tsa]
        basicConstraints = CA:FALSE
        keyUsage = \(plan.keyUsage)
        extendedKeyUsage = \(plan.extendedKeyUsage)
        subjectKeyIdentifier = hash
        authorityKeyIdentifier = keyid
        [stamping]
        serial = \(folder)/tsaserial
        crypto_device = builtin
        signer_cert = \(folder)/tsa.pem
        signer_key = \(folder)/tsa.key
        certs = \(folder)/chain.pem
        signer_digest = sha256
        default_policy = 1.2.3.4.1
        other_policies = 1.2.3.4.2
        digests = sha256, sha384, sha512
        accuracy = secs:1, millisecs:500
        ordering = no
        tsa_name = no
        ess_cert_id_chain = no
        ess_cert_id_alg = sha256

        """
    }

    private static func long(_ time: Timestamp) -> String {
        time.description.filter { !"-:T".contains($0) }
    }

    private static func short(_ time: Timestamp) -> String { String(long(time).dropFirst(2)) }

    private static func fresh(_ folder: String) -> String {
        var generator = SystemRandomNumberGenerator()
        return folder + "/" + String(generator.next(), radix: 36)
    }
}

/// Just enough DER to write a TSTInfo and to find a request's nonce.
struct DER {
    let children: [Element]

    struct Element {
        let tag: UInt8
        let bytes: [UInt8]
        let isNonce: Bool
    }

    /// The elements inside the one that is `bytes`, all of them short.
    init(_ bytes: [UInt8]) {
        var children: [Element] = []
        var rest = bytes.dropFirst(2)
        var integers = 0
        while let tag = rest.first {
            let length = Int(rest[rest.startIndex + 1]) + 2
            if tag == 0x02 { integers += 1 }
            // Behind the version the only other INTEGER of a request is its nonce.
            children.append(
                Element(tag: tag, bytes: Array(rest.prefix(length)), isNonce: tag == 0x02 && integers == 2)
            )
            rest = rest.dropFirst(length)
        }
        self.children = children
    }

    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        switch content.count {
        case ..<0x80: [tag, UInt8(content.count)] + content
        case ..<0x100: [tag, 0x81, UInt8(content.count)] + content
        default: [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xff)] + content
        }
    }
}
