// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Dossiers
import Forms
import JSONSchema
import Octets

/// `dossier show DIR|FILE`: a dossier to read, in one language or several.
struct DossierShow: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: Help.text(.commandFormHelpDossierShow)
    )

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp(Help.text(.commandFormHelpLanguages), valueName: "en,th,my"))
    var languages: LanguageList?

    @Flag(help: ArgumentHelp(Help.text(.helpJson)))
    var json = false

    @Argument(help: ArgumentHelp(Help.text(.commandFormHelpDossierInput)))
    var input: String

    func perform(_ session: Session) throws -> Outcome {
        let dossier = try DossierReading.dossier(at: input)
        let languages = languages?.languages ?? [session.language]
        if json {
            session.print(Self.object(dossier, languages))
        } else {
            for line in PlainDossier(dossier, languages: languages).lines { session.print(line) }
        }
        return .done
    }

    private static func object(_ dossier: FormDossier, _ languages: [Language]) -> JSONValue {
        .members([
            ("dossier", .string(dossier.identifier)),
            ("draft", .bool(dossier.isDraft)),
            ("trustChecked", false),
            (
                "documents",
                .array(
                    dossier.all.map { paper in
                        .members([
                            ("name", .string(paper.name)),
                            ("originalName", paper.originalName.map { .string($0) }),
                            ("kind", paper.kind.map { .string($0.rawValue) }),
                            ("title", words(paper.title, languages)),
                            ("sha256", paper.digest.map { .string($0.hex) }),
                            ("rows", rows(paper.rows, languages)),
                        ])
                    }
                )
            ),
            (
                "attachments",
                .array(
                    dossier.attachments.map { attachment in
                        .members([
                            ("name", .string(attachment.name)),
                            ("title", attachment.title.map { .string($0) }),
                            ("originalName", attachment.originalName.map { .string($0) }),
                            ("sha256", attachment.digest.map { .string($0.hex) }),
                        ])
                    }
                )
            ),
            (
                "claimedSignatures",
                .array(
                    dossier.claims.map { claim in
                        .members([
                            ("name", .string(claim.name)),
                            ("time", claim.time.map { .string($0.description) }),
                        ])
                    }
                )
            ),
        ])
    }

    private static func rows(_ rows: [FormRow], _ languages: [Language]) -> JSONValue {
        .array(
            rows.map { row in
                var members: [(name: String, value: JSONValue?)] = [
                    ("pointer", .string(row.pointer.description)),
                    ("label", words(row.label, languages)),
                    ("sensitivity", row.sensitivity.map { .string($0.rawValue) }),
                ]
                switch row.content {
                case .value(let value): members.append(("value", words(value, languages)))
                case .open: members.append(("open", true))
                case .group(let inner): members.append(("rows", self.rows(inner, languages)))
                }
                return .members(members)
            }
        )
    }

    /// The words by language: `{"en": …, "th": …}`.
    private static func words(_ text: LocalizedText, _ languages: [Language]) -> JSONValue {
        .members(languages.map { ($0.rawValue, .string(text[$0])) })
    }
}
