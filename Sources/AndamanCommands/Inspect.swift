// SPDX-License-Identifier: Apache-2.0

import ASiC
import ArgumentParser
import Bundles
import Catalogue
import Files
import JSONSchema
import Octets
import Signatures

/// `inspect FILE`: what is inside, without any judgement of trust.
struct Inspect: OfficeCommand {
    static let configuration = CommandConfiguration(act: "inspect", .helpInspect)

    @OptionGroup var common: CommonOptions

    @Flag(help: ArgumentHelp(Help.text(.helpJson)))
    var json = false

    @Argument(help: ArgumentHelp(Help.text(.helpAnyFile)))
    var file: String

    func perform(_ session: Session) throws -> Outcome {
        let contents = try read()
        let signatures = contents.signatures.map { signature in
            (signature, try? CMSSignature(der: signature.signature, form: .foreign))
        }
        if json {
            session.print(Self.object(contents, signatures))
            return .done
        }
        session.say(.commandInspected(path: file))
        for entry in contents.entries { session.print("  \(entry.name)  \(entry.size)") }
        for (signature, cms) in signatures {
            session.say(
                .commandClaimedSignature(
                    file: signature.signatureName,
                    name: cms?.claimedSigner?.description ?? "—",
                    time: cms?.claimedSigningTime?.description ?? "—"
                )
            )
        }
        return .done
    }

    private func read() throws -> ContainerContents {
        do {
            return try ContainerReader(FileSource(file)).read { _, _ in .digest }
        } catch let error as ASiCError {
            return try ForeignContainerReader.read(FileSource(file), refused: error)
        }
    }

    private static func object(
        _ contents: ContainerContents,
        _ signatures: [(ContainerSignature, CMSSignature?)]
    ) -> JSONValue {
        .members([
            ("kind", .string(contents.kind?.rawValue ?? "foreign")),
            (
                "entries",
                .array(
                    contents.entries.map { entry in
                        .members([
                            ("name", .string(entry.name)), ("size", .integer(Int(entry.size))),
                            ("sha256", entry.sha256.map { .string($0.hex) } ?? .null),
                        ])
                    }
                )
            ),
            (
                "signatures",
                .array(
                    signatures.map { signature, cms in
                        .members([
                            ("name", .string(signature.signatureName)),
                            (
                                "claimedSigner",
                                cms?.claimedSigner.map { .string($0.description) } ?? .null
                            ),
                            (
                                "claimedSigningTime",
                                cms?.claimedSigningTime.map { .string($0.description) } ?? .null
                            ),
                            ("covers", .array(signature.references.map { .string($0.reference.name) })),
                        ])
                    }
                )
            ),
        ])
    }
}

extension CMSSignature {
    /// Who the signature says made it: the certificate inside that is no authority's, or the authority that stands alone.
    var claimedSigner: DistinguishedName? {
        (certificates.first { !$0.extensions.isAuthority } ?? certificates.first)?.subject
    }
}
