// SPDX-License-Identifier: Apache-2.0

package import ASiC
package import Dossiers
package import JSONSchema
package import Octets

/// A dossier as it was read: its documents in memory, its attachments passed on, nothing judged yet.
package struct DossierContainer: Sendable {
    package let contents: ContainerContents
    package let referral: Referral
    /// The documents beside the referral, in the order of their names.
    package let documents: [Document]

    /// A document of the dossier.
    package struct Document: Sendable {
        /// The neutral name in the container.
        package let name: String
        /// The bytes as they were signed.
        package let bytes: [UInt8]
        package let value: JSONValue
    }

    /// The digest of each manifest, in order: by them a waybill names the dossier.
    package var manifests: [SHA256Digest] {
        contents.signatures.map { SHA256Digest(of: $0.signedBytes) }
    }

    /// Reads a dossier from its first byte to its last.
    ///
    /// `attachment` says what is to be done with each attachment and part, by neutral name and size in bytes.
    ///
    /// - Throws: what reading a container throws; `BundleError` with `wrongKind` or `strayEntry`; `JSONError` and
    ///   `DossierError` for documents that cannot be read.
    package static func read(
        _ source: any ByteSource,
        attachment: (String, UInt64) throws -> ContainerReader.Handling
    ) throws -> DossierContainer {
        try DossierContainer(contents: readContents(source, attachment: attachment))
    }

    /// Reads the container and parses nothing, for whoever must look at the envelope first.
    static func readContents(
        _ source: any ByteSource,
        attachment: (String, UInt64) throws -> ContainerReader.Handling
    ) throws -> ContainerContents {
        var left = Limits.documents
        return try ContainerReader(source).read { name, size in
            switch NeutralName.kind(of: name) {
            case .root, .document:
                let limit = min(Limits.document, left)
                left -= Int(min(size, UInt64(left)))
                return .keep(limit: limit)
            case .attachment: return try attachment(name, size)
            case .part: return .keep(limit: Limits.part)
            case .checkpoint: return .keep(limit: Limits.note)
            case .padding: return .digest
            case nil: throw BundleError(.strayEntry, ["entry": name])
            }
        }
    }

    init(contents: ContainerContents) throws {
        guard contents.kind == .dossier, let root = contents.kept[ContainerKind.dossier.rootDocument] else {
            throw BundleError(.wrongKind, ["kind": ContainerKind.dossier.rawValue])
        }
        self.contents = contents
        referral = try Referral(JSON.parse(root))
        documents = try contents.payload
            .filter { NeutralName.kind(of: $0.name) == .document }
            .map { entry in
                let bytes = contents.kept[entry.name] ?? []
                do throws(JSONError) {
                    return Document(name: entry.name, bytes: bytes, value: try JSON.parse(bytes))
                } catch {
                    throw BundleError(.malformedDocument, ["document": entry.name], reasons: [Reason(error)])
                }
            }
    }
}

/// The neutral names of a dossier's entries: nothing in them tells about a person.
enum NeutralName {
    enum Kind {
        case root
        case document
        case attachment
        case part
        case padding
        case checkpoint
    }

    /// What an entry of this name is; nil for a name that dossiers do not have.
    static func kind(of name: String) -> Kind? {
        switch name {
        case ContainerKind.dossier.rootDocument: return .root
        case "padding": return .padding
        case CarriedCheckpoint.name: return .checkpoint
        default: break
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "documents" where name.hasSuffix(".json"): return .document
        case "attachments": return .attachment
        case "parts" where name.hasSuffix(".age"): return .part
        default: return nil
        }
    }
}
