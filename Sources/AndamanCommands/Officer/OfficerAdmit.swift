// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Files
import Octets
import Offices
import Signatures

/// `officer admit FILE`: at the authority, issues what a request asks for; at the officer's, takes the certificate home.
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

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        let text = String(decoding: try Folder.read(file, limit: Limits.certificate * 2), as: UTF8.self)
        if text.contains("-----BEGIN CERTIFICATE-----") {
            return done(try office.takeHome(Certificate(pem: text)), file, session)
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
        try Folder.write(
            Array(officer.certificate.pem.utf8),
            to: path,
            existing: target.existing,
            mode: 0o644
        )
        return done(officer, path, session)
    }

    private func done(_ officer: Officer, _ path: String, _ session: Session) -> Outcome {
        session.say(
            .commandOfficerAdmitted(name: officer.name, officer: officer.id, path: path, role: officer.role)
        )
        return .done
    }
}
