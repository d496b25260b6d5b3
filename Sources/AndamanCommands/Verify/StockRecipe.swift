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
        if !timeAuthorities.isEmpty { checks.append(roots) }
        // Several signers may share one file, which is looked at once.
        var seen: Set<String> = []
        for signature in verification.signatures where seen.insert(file(of: signature)).inserted {
            checks += self.checks(of: signature)
        }
        return checks + archives + papers
    }

    /// The roots of the time-stamp authorities whose stamps hold, each once.
    var timeAuthorities: [Certificate] {
        var seen: Set<Certificate> = []
        return (verification.signatures.flatMap(\.judged.stamps) + verification.stamps)
            .filter { $0.provenNotAfter != nil }
            .compactMap(\.verdict.path.last)
            .filter { seen.insert($0).inserted }
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

    // MARK: Time-stamps

    private var roots: Check {
        Check(
            .reportCheckTimeAuthorities,
            """
            cat > ../\(Self.timeFile) <<'END'
            \(timeAuthorities.pem.trimmedEnd)
            END
            openssl storeutl -noout -text -certs ../\(Self.timeFile) | grep -E 'Subject:|Not After'
            """
        )
    }

    private static let timeFile = "time-authorities.pem"

    /// A stamp is checked for its own time: its authority's certificate ends, what it proves does not.
    private func stamp(_ token: String, over data: String, _ stamp: JudgedStamp) -> String {
        let moment = stamp.verdict.info?.time ?? verification.at
        return """
            openssl ts -verify -token_in -in \(token) -data \(data) \\
                -CAfile ../\(Self.timeFile) -attime \(moment.secondsSinceEpoch)
            openssl ts -reply -token_in -in \(token) -token_out -text | grep -E 'Time stamp|TSA'
            """
    }

    /// The stamp inside a signature of ours, which has one signer and one stamp, over the signature's value.
    private func stamps(of signature: Verification.Signature) -> [Check] {
        guard verification.kind != nil else { return [] }
        let file = file(of: signature)
        return signature.judged.stamps.filter { $0.kind == .signature && $0.provenNotAfter != nil }
            .map { judged in
                let time = (judged.provenNotAfter ?? verification.at).description
                return Check(
                    .reportCheckStamp(file: file, time: time),
                    """
                    openssl asn1parse -inform DER -in \(Self.quoted(file)) | sed 's/^ *//' > ../parts.txt
                    token=$(grep -A 2 ':id-smime-aa-timeStampToken' ../parts.txt | sed -n '3s/:.*//p')
                    value=$(grep -B 3 ':id-smime-aa-timeStampToken' ../parts.txt | sed -n '1s/:.*//p')
                    openssl asn1parse -inform DER -in \(Self.quoted(file)) -strparse "$token" -noout -out ../stamp.tst
                    openssl asn1parse -inform DER -in \(Self.quoted(file)) -strparse "$value" -noout -out ../value
                    \(stamp("../stamp.tst", over: "../value", judged))
                    """
                )
            }
    }

    /// The stamps over everything, the oldest first, then the one beside the file; what those in it cover is compared
    /// with the papers.
    private var archives: [Check] {
        verification.stamps.filter { $0.provenNotAfter != nil }
            .map { judged in
                let time = (judged.provenNotAfter ?? verification.at).description
                guard let source = judged.source else {
                    let beside = fileName + ".tst"
                    return Check(
                        .reportCheckBeside(file: beside, time: time),
                        stamp(Self.quoted("../" + beside), over: Self.quoted("../" + fileName), judged)
                    )
                }
                let file = archivePrefix + source.signedName
                return Check(
                    .reportCheckArchive(file: file, time: time),
                    stamp(
                        Self.quoted(archivePrefix + source.signatureName),
                        over: Self.quoted(file),
                        judged
                    )
                )
            }
    }

    private var archivePrefix: String { verification.kind == .extract ? "original/" : "" }

    private func checks(of signature: Verification.Signature) -> [Check] {
        let judged = signature.judged
        let file = file(of: signature)
        let over = prefix(of: signature) + judged.source.signedName
        let signers = verification.signatures.filter { self.file(of: $0) == file }
        let card = trust.cards.first { $0.reference == signature.office }
        // Years later OpenSSL must ask for the moment by which the signature is proven, as the verdict does.
        let moment = judged.decisiveMoment(asked: verification.at)
        var verify = "openssl cms -verify -cades -binary -inform DER -in \(Self.quoted(file))"
        verify += " -content \(Self.quoted(over))"
        if judged.listing != nil {
            verify += " -CAfile ../\(Self.nationalFile) -no-CApath -no-CAstore -purpose any"
            verify += " -attime \(moment.secondsSinceEpoch)"
        } else if let card {
            verify += " -CAfile ../\(card.document.office).pem -no-CApath -no-CAstore -purpose any"
            verify += " -attime \(moment.secondsSinceEpoch)"
            // OpenSSL also asks that the list was made before; a list that is newer knows more and is asked by us.
            let list = card.revocations
            if (list.thisUpdate...max(list.thisUpdate, list.nextUpdate)).contains(moment) {
                verify += " -crl_check"
            }
        } else {
            verify += " -noverify"
        }
        verify += " -signer ../who.pem -out /dev/null"
        var checks: [Check] = []
        if signers.allSatisfy(\.judged.isPassed) {
            let words = LocalizedText(
                .reportCheckSignature(file: file, time: moment.description)
            )
            let who = "openssl x509 -in ../who.pem -noout -subject -ext extendedKeyUsage,certificatePolicies"
            checks.append(Check(words: words, commands: verify + "\n" + who))
            let attributes = Self.attributes(of: file, signers: signers.count)
            checks.append(Check(.reportCheckAttributes(file: file), attributes))
            checks += stamps(of: signature)
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
        let archives = verification.stamps.compactMap(\.source).map { (archivePrefix, $0) }
        for (prefix, source) in verification.signatures.map({ (prefix(of: $0), $0.judged.source) }) + archives
        {
            let manifest = prefix + source.signedName
            let rows = source.references.filter { $0.state == .intact }
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
