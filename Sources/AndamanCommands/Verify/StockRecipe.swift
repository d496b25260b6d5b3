// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Catalogue
import Dossiers
import Forms
import Octets
import Signatures

/// The commands with which anybody repeats a verification with unzip and OpenSSL alone (`docs/check-without-us.md`).
///
/// They run in order in one shell, in a folder that holds the file: a test runs them as printed. Nothing is left to
/// type: certificates and digests stand in them.
struct StockRecipe {
    struct Check {
        let words: LocalizedText
        let commands: String
    }

    let fileName: String
    let fileDigest: SHA256Digest
    let verification: Verification
    let trust: TrustStore

    var checks: [Check] {
        var checks = [
            Check(
                .reportCheckFile,
                "sha256sum -c <<'END'\n\(fileDigest.hex)  \(fileName)\nEND"
            ),
            Check(
                .reportCheckUnpack,
                "mkdir check\nunzip -q -d check \(Self.quoted(fileName))\ncd check"
            ),
        ]
        for card in cards { checks.append(authority(card)) }
        if verification.signatures.contains(where: { $0.judged.listing != nil }) {
            checks.append(nationalAuthorities)
        }
        // Several signers may share one file, which is looked at once.
        var seen: Set<String> = []
        for signature in verification.signatures where seen.insert(file(of: signature)).inserted {
            checks += self.checks(of: signature)
        }
        return checks + papers
    }

    /// In an extract the original's signatures stand in a folder of their own.
    private func prefix(of signature: Verification.Signature) -> String {
        verification.kind == .extract && signature.standing != .maker ? "original/" : ""
    }

    private func file(of signature: Verification.Signature) -> String {
        prefix(of: signature) + signature.judged.source.signatureName
    }

    /// The cards of the offices whose signatures are in the file.
    private var cards: [Card] {
        trust.cards.filter { card in
            verification.signatures.contains { $0.office == card.reference }
        }
    }

    private func authority(_ card: Card) -> Check {
        let name = card.document.office
        let revocations = PEM.encode(card.revocations.der, label: "X509 CRL")
        return Check(
            .reportCheckAuthority(office: name),
            """
            cat > ../\(name).pem <<'END'
            \(card.authority.pem.trimmedEnd)
            \(revocations.trimmedEnd)
            END
            openssl x509 -in ../\(name).pem -noout -subject -fingerprint -sha256
            """
        )
    }

    /// The roots of the national authorities that are believed here; the ones between stand in the signatures.
    private var nationalAuthorities: Check {
        Check(
            .reportCheckNational,
            """
            cat > ../\(Self.nationalFile) <<'END'
            \(trust.national.authorities.map(\.root).pem.trimmedEnd)
            END
            openssl storeutl -noout -text -certs ../\(Self.nationalFile) | grep -E 'Subject:|Serial'
            """
        )
    }

    private static let nationalFile = "national-authorities.pem"

    private func checks(of signature: Verification.Signature) -> [Check] {
        let judged = signature.judged
        let file = file(of: signature)
        let over = prefix(of: signature) + judged.source.signedName
        let signers = verification.signatures.filter { self.file(of: $0) == file }
        let card = trust.cards.first { $0.reference == signature.office }
        var verify = "openssl cms -verify -cades -binary -inform DER -in \(Self.quoted(file))"
        verify += " -content \(Self.quoted(over))"
        if judged.listing != nil {
            verify += " -CAfile ../\(Self.nationalFile) -no-CApath -no-CAstore -purpose any"
            verify += " -attime \(verification.at.secondsSinceEpoch)"
        } else if let card {
            verify += " -CAfile ../\(card.document.office).pem -no-CApath -no-CAstore -purpose any"
            verify += " -attime \(verification.at.secondsSinceEpoch)"
            // OpenSSL also asks that the list was made before; a list that is newer knows more and is asked by us.
            let list = card.revocations
            if (list.thisUpdate...max(list.thisUpdate, list.nextUpdate)).contains(verification.at) {
                verify += " -crl_check"
            }
        } else {
            verify += " -noverify"
        }
        verify += " -signer ../who.pem -out /dev/null"
        var checks: [Check] = []
        if signers.allSatisfy(\.judged.isPassed) {
            let words = LocalizedText(
                .reportCheckSignature(file: file, time: verification.at.description)
            )
            let who = "openssl x509 -in ../who.pem -noout -subject -ext extendedKeyUsage,certificatePolicies"
            checks.append(Check(words: words, commands: verify + "\n" + who))
            let attributes = Self.attributes(of: file, signers: signers.count)
            checks.append(Check(.reportCheckAttributes(file: file), attributes))
        } else {
            checks.append(
                Check(.reportCheckRefused(file: file), verify + " ||\n    echo 'OpenSSL does not accept it.'")
            )
        }
        return checks
    }

    private static func attributes(of file: String, signers: Int) -> String {
        """
        openssl cms -cmsout -noout -print -inform DER -in \(quoted(file)) |
            sed -n '/^ *signedAttrs:/,/^ *signatureAlgorithm:/p' > ../attributes.txt
        for attribute in contentType messageDigest id-smime-aa-signingCertificateV2; do
            test "$(grep -c "object: $attribute " ../attributes.txt)" = \(signers)
        done
        """
    }

    /// Compares what is here with the manifests: those that say the same of the same papers together.
    private var papers: [Check] {
        var groups: [(rows: [String], prefix: String, manifests: [String])] = []
        for signature in verification.signatures {
            let prefix = prefix(of: signature)
            let manifest = prefix + signature.judged.source.signedName
            let rows = signature.judged.source.references.filter { $0.state == .intact }
                .compactMap { Self.row($0.reference) }
            if rows.isEmpty { continue }
            if let index = groups.firstIndex(where: { $0.rows == rows && $0.prefix == prefix }) {
                if !groups[index].manifests.contains(manifest) { groups[index].manifests.append(manifest) }
            } else {
                groups.append((rows, prefix, [manifest]))
            }
        }
        return groups.map { group in
            Check(
                .reportCheckPapers(file: group.manifests.joined(separator: ", ")),
                """
                while read -r method digest name; do
                    for manifest in \(group.manifests.map(Self.quoted).joined(separator: " ")); do
                        grep -F -A 3 "URI=\\"$name\\"" "$manifest" | grep -qF "$digest"
                    done
                    test "$(openssl dgst $method -binary "\(group.prefix)$name" | base64 -w 0)" = "$digest"
                    echo "$name: OK"
                done <<'END'
                \(group.rows.joined(separator: "\n"))
                END
                """
            )
        }
    }

    /// A paper as a line that the shell reads; a name that does not fit on one, or that a manifest spells in its own
    /// way, is left to people.
    private static func row(_ reference: ASiCManifest.Reference) -> String? {
        let options: [DigestMethod: String] = [.sha256: "-sha256", .sha384: "-sha384", .sha512: "-sha512"]
        guard let method = reference.method, let option = options[method],
            quoted(reference.name) == reference.name
        else { return nil }
        return option + " " + Base64.encode(reference.digest, padded: true) + " " + reference.name
    }

    /// `text` as one word of a shell.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
        return isPlain && !text.hasPrefix("-") ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}

extension StockRecipe.Check {
    fileprivate init(_ message: Message, _ commands: String) {
        self.init(words: LocalizedText(message), commands: commands)
    }
}

extension String {
    /// Without the line's end that PEM has.
    fileprivate var trimmedEnd: String {
        var text = self
        while text.hasSuffix("\n") { text.removeLast() }
        return text
    }
}
