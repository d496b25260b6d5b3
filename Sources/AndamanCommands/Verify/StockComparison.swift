// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Files
import Glibc
import Octets
import Signatures

/// Asks the installed `openssl` about the same signatures, by the recipe that is printed for courts.
///
/// It knows no office's rules, no purpose of a certificate, and takes what is no CAdES (THREATS 9), so it may accept
/// what we refuse. Whatever the direction: where the two differ, nobody should call the file valid.
struct StockComparison {
    struct Result {
        let file: String
        let ours: Bool
        let theirs: Bool
        var agrees: Bool { ours == theirs }
    }

    let trust: TrustStore
    let at: Timestamp
    let temporary: String

    /// - Throws: `CommandError` with `noOpenSSL`; what writing into the temporary folder throws.
    func results(_ verification: Verification) throws -> [Result] {
        guard Self.run(["version"]) else { throw CommandError(.noOpenSSL) }
        var generator = SystemRandomNumberGenerator()
        let folder = Folder.join(temporary, "andaman-compare-" + String(generator.next(), radix: 36))
        try Folder.create(folder, existing: .refuse)
        defer { try? Folder.deleteTree(folder) }
        let authorities = Folder.join(folder, "authorities.pem")
        let lists = trust.cards.map { PEM.encode($0.revocations.der, label: "X509 CRL") }
        try Folder.write(
            Array(
                (trust.cards.map(\.authority.pem) + trust.national.authorities.map(\.root.pem) + lists)
                    .joined().utf8
            ),
            to: authorities
        )
        var results: [Result] = []
        for (index, signature) in verification.signatures.enumerated() {
            let source = signature.judged.source
            let moment = signature.judged.decisiveMoment(asked: at)
            let areFresh = trust.cards.allSatisfy {
                $0.revocations.thisUpdate <= moment && moment <= $0.revocations.nextUpdate
            }
            let file = Folder.join(folder, "\(index).p7s")
            let content = Folder.join(folder, "\(index).content")
            try Folder.write(source.signature, to: file)
            try Folder.write(source.signedBytes, to: content)
            let isVerified =
                (!trust.cards.isEmpty || !trust.national.authorities.isEmpty)
                && Self.run(
                    [
                        "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", file, "-content",
                        content,
                        "-CAfile", authorities, "-no-CApath", "-no-CAstore", "-purpose", "any", "-attime",
                        String(moment.secondsSinceEpoch), "-out", "/dev/null",
                    ] + (areFresh && signature.judged.listing == nil ? ["-crl_check"] : [])
                )
            let isBacked = try isVerified && hasSignedAttributes(file, folder, index)
            results.append(
                Result(
                    file: source.signatureName,
                    ours: signature.judged.isPassed,
                    theirs: isBacked && source.references.allSatisfy { $0.state.isHarmless }
                )
            )
        }
        return results
    }

    /// Step 3 of the recipe: each of three attributes once for each signer.
    private func hasSignedAttributes(_ file: String, _ folder: String, _ index: Int) throws -> Bool {
        let printed = Folder.join(folder, "\(index).txt")
        guard
            Self.run(
                ["cms", "-cmsout", "-noout", "-print", "-inform", "DER", "-in", file],
                output: printed
            )
        else { return false }
        let text = String(decoding: try Folder.read(printed, limit: 8 << 20), as: UTF8.self)
        var isSigned = false
        var counts: [String: Int] = [:]
        for line in text.split(separator: "\n") {
            let line = line.drop { $0 == " " }
            if line.hasPrefix("signedAttrs:") {
                isSigned = true
                counts["signer", default: 0] += 1
            }
            if line.hasPrefix("signatureAlgorithm:") { isSigned = false }
            guard isSigned, line.hasPrefix("object: ") else { continue }
            counts[String(line.dropFirst(8).prefix { $0 != " " }), default: 0] += 1
        }
        let signers = counts["signer"] ?? 0
        return signers > 0
            && ["contentType", "messageDigest", "id-smime-aa-signingCertificateV2"]
                .allSatisfy { counts[$0] == signers }
    }

    /// Runs `openssl` with these words, and tells whether it is there and says yes.
    ///
    /// What it says goes to `output`, or nowhere.
    private static func run(_ arguments: [String], output: String = "/dev/null") -> Bool {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = unsafe (["openssl"] + arguments).map { unsafe strdup($0) }
        defer { unsafe words.forEach { unsafe free($0) } }
        unsafe words.append(nil)
        var process: pid_t = 0
        guard unsafe posix_spawnp(&process, "openssl", &actions, nil, words, environ) == 0 else {
            return false
        }
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return false } }
        return status == 0
    }
}

extension CheckedReference.State {
    /// Whether a stock `sha256sum` would find nothing wrong, or nothing to look at.
    fileprivate var isHarmless: Bool { self == .intact || self == .withheld }
}
