// SPDX-License-Identifier: Apache-2.0

package import JSONSchema

/// What a document is, as its `type` says: `urn:andaman:identity:1` is the kind `identity`.
///
/// An open type: a kind exists when `Schemas/KIND.schema.json` does, and ``DocumentCatalog`` knows which. The names
/// here are those that code speaks of.
package struct DocumentKind: RawRepresentable, Hashable, Comparable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    // MARK: The papers of a person

    package static let referral = DocumentKind(rawValue: "referral")
    package static let identity = DocumentKind(rawValue: "identity")
    package static let screening = DocumentKind(rawValue: "screening")
    package static let consent = DocumentKind(rawValue: "consent")
    package static let legalBasis = DocumentKind(rawValue: "legal-basis")
    package static let familyTracing = DocumentKind(rawValue: "family-tracing")
    package static let nationality = DocumentKind(rawValue: "nationality")
    package static let health = DocumentKind(rawValue: "health")
    package static let risk = DocumentKind(rawValue: "risk")
    package static let belongings = DocumentKind(rawValue: "belongings")
    package static let manifest = DocumentKind(rawValue: "manifest")
    package static let answer = DocumentKind(rawValue: "answer")
    package static let followUp = DocumentKind(rawValue: "follow-up")
    package static let withdrawal = DocumentKind(rawValue: "withdrawal")
    package static let handoverReceipt = DocumentKind(rawValue: "handover-receipt")
    package static let suspectTransfer = DocumentKind(rawValue: "suspect-transfer")

    // MARK: The envelope

    package static let waybill = DocumentKind(rawValue: "waybill")
    package static let receipt = DocumentKind(rawValue: "receipt")
    package static let reasons = DocumentKind(rawValue: "reasons")
    package static let card = DocumentKind(rawValue: "card")
    package static let part = DocumentKind(rawValue: "part")
    package static let extract = DocumentKind(rawValue: "extract")
    package static let report = DocumentKind(rawValue: "report")

    /// The version of the formats that this program writes and reads; another one is another kind.
    private static let version = "1"
    private static let prefix = "urn:andaman:"

    /// The kind named by `typeURN`, whether or not there is a schema for it; nil for another spelling or version.
    package init?(typeURN: String) {
        let parts = typeURN.split(separator: ":", omittingEmptySubsequences: false)
        guard typeURN.hasPrefix(Self.prefix), parts.count == 4, parts[3] == Self.version, !parts[2].isEmpty
        else { return nil }
        self.init(rawValue: String(parts[2]))
    }

    /// The kind that `document` says it is.
    package init?(of document: JSONValue) {
        guard let type = document["type"]?.string else { return nil }
        self.init(typeURN: type)
    }

    package var typeURN: String { Self.prefix + rawValue + ":" + Self.version }

    /// The file that a new dossier's folder and an opened one have this kind's document in.
    package var fileName: String { rawValue + ".json" }

    /// Whether it is written by the tool about a bundle or an office, and never stands in a dossier.
    package var isEnvelope: Bool {
        [.waybill, .receipt, .reasons, .card, .part, .extract, .report].contains(self)
    }

    package static func < (left: DocumentKind, right: DocumentKind) -> Bool {
        left.rawValue < right.rawValue
    }
}
