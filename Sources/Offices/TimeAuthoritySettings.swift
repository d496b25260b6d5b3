// SPDX-License-Identifier: Apache-2.0

import Files
import JSONSchema
import Octets
package import Signatures

/// The time-stamp authority that the office asks, and the roots whose stamps it believes.
///
/// Roots are only ever added: what an authority stamped before another was chosen must still be judged years later.
package struct TimeAuthoritySettings: Hashable, Sendable {
    /// Where stamps are asked for; plain HTTP is as good as HTTPS, since a stamp is signed and answers one request.
    package let url: String
    /// The policy that is asked for; nil leaves it to the authority.
    package let policy: ObjectIdentifier?
    package let roots: [Certificate]
    package let revocationLists: [RevocationList]

    package var trust: TimeTrust { TimeTrust(anchors: roots, revocationLists: revocationLists) }

    /// - Throws: `OfficeError` with `malformedTimeAddress` or `notTimeRoot`.
    package init(
        url: String,
        policy: ObjectIdentifier?,
        roots: [Certificate],
        revocationLists: [RevocationList]
    ) throws(OfficeError) {
        guard Self.isAddress(url) else { throw OfficeError(.malformedTimeAddress, ["address": url]) }
        for root in roots {
            // An authority's own certificate as its root would never end (`THREATS.md` 16).
            guard root.extensions.isAuthority, root.isSelfIssued else {
                throw OfficeError(.notTimeRoot, ["path": ""])
            }
        }
        self.url = url
        self.policy = policy
        self.roots = roots
        self.revocationLists = revocationLists
    }

    package static func isAddress(_ url: String) -> Bool {
        let rest = ["http://", "https://"].first { url.hasPrefix($0) }.map { url.dropFirst($0.count) }
        guard let rest, let first = rest.first, first != "/" else { return false }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if !authority.hasSuffix("]"), let colon = authority.lastIndex(of: ":") {
            // A port beyond 65535 would end the process inside the HTTP library.
            guard let port = UInt16(authority[colon...].dropFirst()), port > 0 else { return false }
        }
        return rest.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }

    /// A root from a PEM file.
    ///
    /// - Throws: `OfficeError` with `notTimeRoot`; `FileError`.
    package static func root(_ path: String) throws -> Certificate {
        let text = String(decoding: try Folder.read(path, limit: Limits.certificate * 2), as: UTF8.self)
        guard let root = try? Certificate(pem: text), root.extensions.isAuthority, root.isSelfIssued else {
            throw OfficeError(.notTimeRoot, ["path": path])
        }
        return root
    }

    // MARK: On disk

    private static let type = "urn:andaman:time-authority:1"

    init(reading path: String) throws {
        let bytes = try Folder.read(path, limit: Limits.document * 4)
        guard let value = try? JSON.parse(bytes), value["type"]?.string == Self.type,
            let url = value["url"]?.string
        else { throw OfficeError(.damaged, ["path": path]) }
        let items = { (name: String) in
            try (value[name]?.array ?? []).map { try Base64.decode($0.string ?? "", padded: true) }
        }
        try self.init(
            url: url,
            policy: value["policy"]?.string.flatMap { ObjectIdentifier($0) },
            roots: try items("roots").map { try Certificate(der: $0) },
            revocationLists: try items("lists").map { try RevocationList(der: $0) }
        )
    }

    func write(to path: String) throws {
        let items = { (all: [[UInt8]]) in
            JSONValue.array(all.map { .string(Base64.encode($0, padded: true)) })
        }
        var object = JSONObject()
        object["type"] = .string(Self.type)
        object["url"] = .string(url)
        object["policy"] = policy.map { .string($0.description) }
        object["roots"] = items(roots.map(\.der))
        object["lists"] = items(revocationLists.map(\.der))
        try Folder.write(JSONValue.object(object).bytes(.pretty), to: path, existing: .replace)
    }
}
