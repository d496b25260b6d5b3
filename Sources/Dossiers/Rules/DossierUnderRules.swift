// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Octets

/// What the rules look at.
///
/// Members are read leniently: what is absent or of another type is the schema's to report.
struct DossierUnderRules {
    struct Document {
        let name: String
        let kind: DocumentKind
        let value: JSONValue
        /// Whether it lies in a sealed part.
        let isEnclosed: Bool
    }

    let root: JSONValue
    let documents: [Document]
    let stage: DossierRules.Stage
    let moment: Timestamp
    let offices: [String: DossierRules.KnownOffice]
    let withdrawals: [Withdrawal]
    let procedure: Procedure?
    let step: Procedure.Step?

    init(
        root: JSONValue,
        documents: [(name: String, value: JSONValue)],
        enclosed: [(name: String, value: JSONValue)],
        stage: DossierRules.Stage,
        moment: Timestamp,
        offices: [String: DossierRules.KnownOffice],
        withdrawals: [Withdrawal] = []
    ) {
        self.root = root
        func read(_ documents: [(name: String, value: JSONValue)], isEnclosed: Bool) -> [Document] {
            documents.compactMap { name, value in
                DocumentKind(of: value).map {
                    Document(name: name, kind: $0, value: value, isEnclosed: isEnclosed)
                }
            }
        }
        self.documents = read(documents, isEnclosed: false) + read(enclosed, isEnclosed: true)
        self.stage = stage
        self.moment = moment
        self.offices = offices
        self.withdrawals = withdrawals
        // The code itself, not either case of letters: that is for people at the keyboard.
        procedure = Procedure.all.first { $0.code == root["procedure"]?.string }
        step = root["step"]?.string.flatMap { [procedure] in procedure?.step($0) }
    }

    /// A person who may be a child is one: only a plain `false` says otherwise.
    var isChild: Bool { root["person"]?["child"]?.bool != false }
    var category: String? { root["person"]?["category"]?.string }
    var hasLegalBasis: Bool { root["legalBasis"]?.object != nil }
    var from: String? { root["from"]?["office"]?.string }
    var to: [String] { (root["to"]?.array ?? []).compactMap { $0["office"]?.string } }

    /// The classes of readers of the sealed parts, in the root's order.
    var parts: [String] { (root["parts"]?.array ?? []).map { $0["class"]?.string ?? "" } }

    /// Whether a part for these readers lies here unread: what it holds is known by its class alone.
    func isUnread(_ readers: String) -> Bool {
        !documents.contains { $0.isEnclosed && DocumentCatalog.shared.readers(of: $0.kind) == readers }
    }

    /// The offices that the papers are about to go to.
    var receivers: [String] { stage.receivers?.map(\.office) ?? to }

    func documents(_ kind: DocumentKind) -> [Document] {
        documents.filter { $0.kind == kind }
    }

    /// Whether a paper of `kind` is here, or may lie in a sealed part that its class of readers can open.
    func holds(_ kind: DocumentKind) -> Bool {
        let readers = DocumentCatalog.shared.readers(of: kind)
        return documents.contains { $0.kind == kind }
            || readers != DocumentCatalog.generalReaders && parts.contains(readers)
    }
}
