// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Dossiers
package import JSONSchema
package import Octets

/// A dossier as people look at it: its papers, what is attached, who is to sign.
///
/// Nothing here says that a signature holds; `verify` says that.
package struct FormDossier: Sendable {
    /// A document of the dossier.
    package struct Paper: Sendable {
        /// The name in the container or the folder.
        package let name: String
        package let originalName: String?
        package let value: JSONValue
        /// Of the bytes as they were signed; nil for a draft, whose bytes change when it is packed.
        package let digest: SHA256Digest?

        package init(name: String, originalName: String?, value: JSONValue, digest: SHA256Digest?) {
            self.name = name
            self.originalName = originalName
            self.value = value
            self.digest = digest
        }

        package var kind: DocumentKind? { DocumentKind(of: value) }

        /// Its name, and the one that it had before it was packed where that is another.
        var names: [String] { [name] + [originalName].compactMap { $0 == name ? nil : $0 } }

        /// What people call it.
        package var title: LocalizedText {
            kind.flatMap { DocumentCatalog.shared.title(of: $0) } ?? LocalizedText(originalName ?? name)
        }

        package var rows: [FormRow] {
            let hidden: Set<String> = kind == .referral ? ["documents", "attachments"] : []
            // An unknown kind has no labels; its members are shown under their own names.
            return FormRow.rows(of: value, kind: kind ?? DocumentKind(rawValue: ""), leavingOut: hidden)
        }
    }

    /// A file beside the documents.
    package struct Attachment: Sendable {
        package let name: String
        package let title: String?
        package let originalName: String?
        package let digest: SHA256Digest?

        package init(name: String, title: String?, originalName: String?, digest: SHA256Digest?) {
            self.name = name
            self.title = title
            self.originalName = originalName
            self.digest = digest
        }
    }

    /// A signature as it claims to be.
    package struct Claim: Sendable {
        package let name: String
        package let time: Timestamp?

        package init(name: String, time: Timestamp?) {
            self.name = name
            self.time = time
        }
    }

    /// The referral.
    package let root: Paper
    package let papers: [Paper]
    package let attachments: [Attachment]
    /// The signatures of a signed dossier, unchecked; none in a draft.
    package let claims: [Claim]
    /// Whether it is a folder that may still change.
    package let isDraft: Bool

    package init(
        root: Paper,
        papers: [Paper],
        attachments: [Attachment],
        claims: [Claim] = [],
        isDraft: Bool
    ) {
        self.root = root
        self.papers = papers
        self.attachments = attachments
        self.claims = claims
        self.isDraft = isDraft
    }

    package var all: [Paper] { [root] + papers }
    package var identifier: String { root.value["dossier"]?.string ?? "" }
    package var caseNumber: String { root.value["case"]?.string ?? "" }
}
