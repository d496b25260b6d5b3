// SPDX-License-Identifier: Apache-2.0

package import Dossiers
import Files
import JSONSchema
import Octets

/// Who an office is: what its card tells others in words.
package struct OfficeProfile: Hashable, Sendable {
    package let id: String
    package let names: CardDocument.Names
    /// ISO 3166-1 alpha-2.
    package let country: String?
    /// Where the service is reached: `https://HOST[:PORT]`.
    package let addresses: [String]
    /// Whether the office's recipient is a classical X25519 key, for readers with an old `age`; nothing protects such
    /// bundles from a future quantum computer.
    package let isClassical: Bool

    /// - Throws: `OfficeError` with `malformedIdentifier`, `malformedName` or `malformedAddress`.
    package init(
        id: String,
        names: CardDocument.Names,
        country: String?,
        addresses: [String],
        isClassical: Bool = false
    ) throws(OfficeError) {
        try Self.checkIdentifier(id)
        guard (1...64).contains(names.english.unicodeScalars.count) else {
            throw OfficeError(.malformedName, ["name": "--name"])
        }
        for address in addresses {
            guard ServiceAddress(address) != nil else {
                throw OfficeError(.malformedAddress, ["address": address])
            }
        }
        self.id = id
        self.names = names
        self.country = country
        self.addresses = addresses
        self.isClassical = isClassical
    }

    /// An id is a name in paths, certificates and documents: `[a-z][a-z0-9-]{1,31}`.
    static func checkIdentifier(_ id: String) throws(OfficeError) {
        let characters = Array(id.utf8)
        let isLetter = { (character: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character) }
        guard (2...32).contains(characters.count), isLetter(characters[0]),
            characters.allSatisfy({
                isLetter($0) || $0 == UInt8(ascii: "-")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            })
        else { throw OfficeError(.malformedIdentifier, ["id": id]) }
    }

    // MARK: On disk

    private static let type = "urn:andaman:office:1"

    init(reading path: String) throws {
        let bytes = try Folder.read(path, limit: Limits.document)
        guard let value = try? JSON.parse(bytes), value["type"]?.string == Self.type,
            let id = value["id"]?.string,
            let english = value["names"]?["en"]?.string
        else { throw OfficeError(.damaged, ["path": path]) }
        try self.init(
            id: id,
            names: CardDocument.Names(
                english: english,
                thai: value["names"]?["th"]?.string,
                burmese: value["names"]?["my"]?.string
            ),
            country: value["country"]?.string,
            addresses: value["addresses"]?.array?.compactMap(\.string) ?? [],
            isClassical: value["classical"]?.bool ?? false
        )
    }

    func write(to path: String) throws {
        var names = JSONObject()
        names["en"] = .string(self.names.english)
        names["th"] = self.names.thai.map { .string($0) }
        names["my"] = self.names.burmese.map { .string($0) }
        var object = JSONObject()
        object["type"] = .string(Self.type)
        object["id"] = .string(id)
        object["names"] = .object(names)
        object["country"] = country.map { .string($0) }
        object["addresses"] = .array(addresses.map { .string($0) })
        if isClassical { object["classical"] = .bool(true) }
        try Folder.write(JSONValue.object(object).bytes(.pretty), to: path, existing: .replace)
    }
}

/// The address of a service: `https://HOST[:PORT]`, nothing behind it.
package struct ServiceAddress: Hashable, Sendable {
    package let host: String
    package let port: Int

    package init?(_ text: String) {
        guard text.hasPrefix("https://") else { return nil }
        var rest = text.dropFirst("https://".count)
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
        } else {
            let end = rest.firstIndex(of: ":") ?? rest.endIndex
            host = String(rest[..<end])
            rest = rest[end...]
        }
        guard !host.isEmpty, !host.contains("/") else { return nil }
        if rest.isEmpty {
            port = 443
        } else {
            // `UInt16` takes a sign, an address does not.
            guard rest.first == ":", rest.dropFirst().first?.isNumber == true,
                let port = UInt16(rest.dropFirst()), port > 0
            else { return nil }
            self.port = Int(port)
        }
    }
}
