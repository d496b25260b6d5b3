// SPDX-License-Identifier: Apache-2.0

import Files
import JSONSchema
package import Octets
package import Signatures

extension Office {
    /// The time-stamp authority that is asked and believed; nil where none was chosen.
    package func timeAuthority() throws -> TimeAuthoritySettings? {
        guard Folder.exists(layout.timeAuthorityPath) else { return nil }
        return try TimeAuthoritySettings(reading: layout.timeAuthorityPath)
    }

    /// Chooses the time-stamp authority at `url`; roots and revocation lists are added to those that are known.
    ///
    /// - Throws: `OfficeError` with `malformedTimeAddress`, `notTimeRoot`, or `noTimeAuthority` where there would be no
    ///   root at all.
    package func chooseTimeAuthority(
        _ url: String,
        policy: ObjectIdentifier?,
        roots: [Certificate],
        revocationLists: [RevocationList]
    ) throws -> TimeAuthoritySettings {
        let before = try timeAuthority()
        let known = before?.roots ?? []
        let all = (before?.revocationLists ?? []) + revocationLists
        let settings = try TimeAuthoritySettings(
            url: url,
            policy: policy,
            roots: known + roots.filter { !known.contains($0) },
            // The newest of each authority.
            revocationLists: all.filter { list in
                !all.contains { $0.issuer == list.issuer && $0.number > list.number }
            }
        )
        guard !settings.roots.isEmpty else { throw OfficeError(.noTimeAuthority) }
        try settings.write(to: layout.timeAuthorityPath)
        return settings
    }

    // MARK: Files that await their time

    /// Notes that the file at `path` is to be stamped once an authority answers: work goes on meanwhile.
    ///
    /// One small file for each, named by the digest of the path, so that notes do not get into each other's way.
    package func noteAwaitingTime(_ path: String, at now: Timestamp) throws {
        try Folder.create(layout.awaitingFolder)
        var object = JSONObject()
        object["type"] = .string("urn:andaman:awaiting-time:1")
        object["path"] = .string(path)
        object["since"] = .string(now.description)
        let bytes = JSONValue.object(object).bytes(.pretty)
        try Folder.write(bytes, to: awaitingNote(path), existing: .replace)
    }

    /// The paths of files that await their time, each with since when; the longest waiting first.
    package func awaitingTime() throws -> [(path: String, since: Timestamp)] {
        guard Folder.exists(layout.awaitingFolder) else { return [] }
        return try Folder.names(in: layout.awaitingFolder)
            .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
            .map { name in
                let note = Folder.join(layout.awaitingFolder, name)
                guard let value = try? JSON.parse(Folder.read(note, limit: Limits.document)),
                    let path = value["path"]?.string,
                    let since = value["since"]?.string.flatMap({ Timestamp($0) })
                else { throw OfficeError(.damaged, ["path": note]) }
                return (path, since)
            }
            .sorted { ($0.since, $0.path) < ($1.since, $1.path) }
    }

    /// Forgets a note, because the file has its stamp or is gone.
    package func forgetAwaitingTime(_ path: String) throws {
        let note = awaitingNote(path)
        if Folder.exists(note) { try Folder.deleteFile(note) }
    }

    private func awaitingNote(_ path: String) -> String {
        Folder.join(layout.awaitingFolder, SHA256Digest(of: Array(path.utf8)).hex + ".json")
    }
}
