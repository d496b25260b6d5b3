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

    func perform(_ session: Session) throws -> Outcome {
        guard let settings = try settings(session.office()) else { throw OfficeError(.noTimeAuthority) }
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

    /// The authority as it was chosen before, or as the options choose it now.
    private func settings(_ office: Office) throws -> TimeAuthoritySettings? {
        let settings = try office.timeAuthority()
        guard let address = url ?? settings?.url, url != nil || !root.isEmpty || !crl.isEmpty || policy != nil
        else { return settings }
        var identifier = url == nil ? settings?.policy : nil
        if let policy {
            identifier = ObjectIdentifier(policy)
            guard identifier != nil else { throw CommandError(.malformedPolicy, ["policy": policy]) }
        }
        return try office.chooseTimeAuthority(
            address,
            policy: identifier,
            roots: root.map { try TimeAuthoritySettings.root($0) },
            revocationLists: crl.map {
                try RevocationList(der: Folder.read($0, limit: Limits.revocationList))
            }
        )
    }
}
