// SPDX-License-Identifier: Apache-2.0

package import JSONSchema

extension DossierRules {
    /// What will still be needed: for the step that follows, and for the whole of the procedure.
    ///
    /// Notes beside ``check(root:documents:stage:at:offices:)``, which says what this step lacks; nothing is wrong with
    /// the dossier for them. The papers that it holds count for later steps too.
    package static func outlook(
        root: JSONValue,
        documents: [(name: String, value: JSONValue)]
    ) -> [Finding] {
        let held = documents.compactMap { DocumentKind(of: $0.value) }
        guard let code = root["procedure"]?.string,
            let procedure = Procedure.all.first(where: { $0.code == code }),
            let place = procedure.course.firstIndex(where: { $0.code == root["step"]?.string })
        else { return [] }
        let isChild = root["person"]?["child"]?.bool != false
        let hasLegalBasis = root["legalBasis"]?.object != nil
        func missing(_ step: Procedure.Step) -> [DocumentKind] {
            step.demandedKinds(child: isChild, legalBasis: hasLegalBasis).filter { !held.contains($0) }
        }
        func note(_ code: Finding.Code, _ kinds: [DocumentKind], _ step: Procedure.Step) -> Finding {
            let arguments = [
                "procedure": procedure.code, "step": step.code,
                "kinds": kinds.map(\.rawValue).joined(separator: ", "),
            ]
            return Finding(code, .note, in: rootName, at: ["step"], arguments)
        }
        let later = procedure.course[(place + 1)...]
        guard let next = later.first else { return [] }
        var notes: [Finding] = []
        let forNext = missing(next)
        if !forNext.isEmpty { notes.append(note(.nextStepNeeds, forNext, next)) }
        var whole: [DocumentKind] = []
        for kind in procedure.course[place...].flatMap(missing) where !whole.contains(kind) {
            whole.append(kind)
        }
        if !whole.isEmpty { notes.append(note(.wholeNeeds, whole, next)) }
        return notes
    }
}
