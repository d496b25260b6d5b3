// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Files
import Octets
import Offices
import Signatures

/// `office timestamp-authority [URL]`: chooses who tells the office the time, or says who does.
struct OfficeTimestampAuthority: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "timestamp-authority",
        abstract: Help.text(.helpOfficeTimestampAuthority)
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpTimeAuthorityUrl)))
    var url: String?

    @Option(help: ArgumentHelp(Help.text(.helpTimeRoot), valueName: "file"))
    var root: [String] = []

    @Option(help: ArgumentHelp(Help.text(.helpTimeList), valueName: "file"))
    var crl: [String] = []

    @Option(help: ArgumentHelp(Help.text(.helpTimePolicy), valueName: "oid"))
    var policy: String?

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        var settings = try office.timeAuthority()
        if let address = url ?? settings?.url, url != nil || !root.isEmpty || !crl.isEmpty || policy != nil {
            settings = try office.chooseTimeAuthority(
                address,
                policy: try policy.map { text in
                    guard let policy = ObjectIdentifier(text) else {
                        throw CommandError(.malformedPolicy, ["policy": text])
                    }
                    return policy
                } ?? (url == nil ? settings?.policy : nil),
                roots: root.map { try TimeAuthoritySettings.root($0) },
                revocationLists: crl.map {
                    try RevocationList(der: Folder.read($0, limit: Limits.revocationList))
                }
            )
        }
        guard let settings else { throw OfficeError(.noTimeAuthority) }
        session.say(.commandTimeAuthority(url: settings.url))
        for root in settings.roots {
            session.say(
                .commandTimeRoot(
                    fingerprint: root.fingerprint.hex,
                    name: root.subject.name ?? "—",
                    time: root.validity.notAfter.description
                ),
                indent: 2
            )
        }
        return .done
    }
}
