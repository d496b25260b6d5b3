// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Dossiers
import Files
import Octets
import Offices
import Signatures

/// `officer admit FILE`: at the authority, issues what a request asks for, or lists a national certificate; at the
/// officer's, takes the certificate home.
struct OfficerAdmit: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "admit",
        abstract: Help.text(.helpOfficerAdmit)
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: OutputOptions

    @Argument(help: ArgumentHelp(Help.text(.helpAdmitFile)))
    var file: String

    @Option(help: ArgumentHelp(Help.text(.helpOfficerDays), valueName: "days"))
    var days: UInt16?

    @Option(help: ArgumentHelp(Help.text(.helpAdmitId), valueName: "id"))
    var id: String?

    @Option(help: ArgumentHelp(Help.text(.helpAdmitRole), valueName: "role"))
    var role: String?

    @Option(help: ArgumentHelp(Help.text(.helpAdmitKey), valueName: "file"))
    var key: String?

    @Flag(help: ArgumentHelp(Help.text(.helpUnprotectedKeys)))
    var unprotectedKeys = false

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        let limit = Limits.certificate * Limits.certificates * 2
        let text = String(decoding: try Folder.read(file, limit: limit), as: UTF8.self)
        if text.contains("-----BEGIN CERTIFICATE-----") {
            let chain = try Certificate.all(pem: text)
            guard chain.count == 1, chain[0].issuer == office.authority.subject else {
                return try admit(national: chain, to: office, session)
            }
            return done(try office.takeHome(chain[0]), file, session)
        }
        let request = try CertificateRequest(pem: text)
        let path = target.output ?? (request.subject.officer ?? "officer") + ".pem"
        try target.checkFree(path)
        var generator = SystemRandomNumberGenerator()
        let officer = try office.admit(
            request,
            days: days.map { Int64($0) },
            at: session.now,
            session.passphrases,
            using: &generator
        )
        session.logTrustChanges(office)
        try Folder.write(
            Array(officer.certificate.pem.utf8),
            to: path,
            existing: target.existing,
            mode: 0o644
        )
        return done(officer, path, session)
    }

    /// Lists a national certificate, where its role is given, and takes its key home, where that is given.
    private func admit(
        national chain: [Certificate],
        to office: Office,
        _ session: Session
    ) throws -> Outcome {
        var generator = SystemRandomNumberGenerator()
        var admitted: Officer?
        if let id, let role {
            try OfficerRole.check(role)
            admitted = try office.list(
                chain,
                as: Signer(officer: id, role: role),
                at: session.now,
                session.passphrases,
                using: &generator
            )
            session.logTrustChanges(office)
        }
        if let key {
            if unprotectedKeys { session.remark(.commandUnprotectedKeys) }
            var pem = try Folder.read(key, limit: Limits.identityFile)
            admitted = try office.takeHome(
                chain,
                key: SecretBytes(taking: &pem),
                protection: unprotectedKeys ? .unprotected : .passphrases(session.passphrases),
                using: &generator
            )
        }
        guard let admitted else { throw CommandError(.nationalOptions) }
        return done(admitted, file, session)
    }

    private func done(_ officer: Officer, _ path: String, _ session: Session) -> Outcome {
        session.say(
            .commandOfficerAdmitted(name: officer.name, officer: officer.id, path: path, role: officer.role)
        )
        return .done
    }
}
