// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Files
import Octets
import Offices
import Schemas
import Signatures

/// `trust export --dss DIR`: what is trusted here, as the European Commission's DSS takes it (`docs/dss.md`).
struct TrustExport: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: Help.text(.helpTrustExport)
    )

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp(Help.text(.helpTrustExportDss), valueName: "dir"))
    var dss: String

    /// The policy's name among the files that are compiled in, and in the folder.
    private static let policy = "dss-policy.xml"
    private static let script = "make-keystore"

    func perform(_ session: Session) throws -> Outcome {
        let trust = try session.office().trust()
        let folder = try PendingFolder(dss)
        try Folder.create(Folder.join(folder.partial, "authorities"))
        try Folder.create(Folder.join(folder.partial, "time"))
        try Folder.create(Folder.join(folder.partial, "crl"))
        var certificates: [(alias: String, path: String)] = []
        for card in trust.cards {
            let office = card.document.office
            let path = "authorities/\(office).pem"
            try folder.write(Array(card.authority.pem.utf8), as: path)
            try folder.write(card.revocations.der, as: "crl/\(office).crl")
            certificates.append((office, path))
        }
        for (index, root) in trust.time.anchors.enumerated() {
            let path = "time/\(index + 1).pem"
            try folder.write(Array(root.pem.utf8), as: path)
            certificates.append(("time-\(index + 1)", path))
        }
        try folder.write(EmbeddedSchemas.file(named: Self.policy) ?? [], as: Self.policy)
        try folder.write(Array(Self.keystoreScript(certificates).utf8), as: Self.script)
        try folder.place()
        session.say(.commandDssExported(count: String(certificates.count), path: dss))
        return .done
    }

    /// A shell script that puts the certificates into a key store as Java's own tool makes it: it marks them as trusted in
    /// a way of its own, which other tools do not write.
    private static func keystoreScript(_ certificates: [(alias: String, path: String)]) -> String {
        let imports = certificates.map { certificate in
            "keytool -importcert -noprompt -storetype PKCS12 -keystore andaman-trust.p12 -storepass andaman"
                + " -alias '\(certificate.alias)' -file '\(certificate.path)'\n"
        }
        return """
            #!/bin/sh
            # Makes andaman-trust.p12 of the certificates here, for DSS; needs keytool of any Java. The password keeps nothing
            # secret: the certificates are public, and what matters is that nobody adds one to the store.
            set -eu
            cd "$(dirname "$0")"
            rm -f andaman-trust.p12

            """ + imports.joined()
    }
}
