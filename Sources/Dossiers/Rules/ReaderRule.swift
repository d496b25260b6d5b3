// SPDX-License-Identifier: Apache-2.0

import JSONSchema

/// A paper that not every reader may see travels in a sealed part, and only to offices with readers of its class.
///
/// In a folder such a paper lies among the others, for the packing puts it into its part; in a container it must not
/// stand among the open documents.
enum ReaderRule {
    static func findings(in dossier: DossierUnderRules) -> [Finding] {
        let catalog = DocumentCatalog.shared
        var findings: [Finding] = []
        var classes: Set<String> = []
        for document in dossier.documents {
            let readers = catalog.readers(of: document.kind)
            guard readers != DocumentCatalog.generalReaders else { continue }
            classes.insert(readers)
            guard dossier.stage != .draft, !document.isEnclosed else { continue }
            let arguments = ["kind": document.kind.rawValue, "class": readers]
            findings.append(Finding(.classInTheOpen, in: document.name, at: ["type"], arguments))
        }
        for (index, readers) in dossier.parts.enumerated() {
            let pointer = JSONPointer(["parts", String(index), "class"])
            let kinds = catalog.kinds(readBy: readers)
            if readers == DocumentCatalog.generalReaders || kinds.isEmpty {
                let arguments = ["class": Finding.code(readers)]
                findings.append(Finding(.classUnknown, in: DossierRules.rootName, at: pointer, arguments))
                continue
            }
            classes.insert(readers)
            if let procedure = dossier.procedure, let step = dossier.step, dossier.isUnread(readers),
                kinds.allSatisfy({ step.need(of: $0) == .forbidden })
            {
                let arguments = [
                    "kind": kinds[0].rawValue, "procedure": procedure.code, "step": step.code,
                ]
                findings.append(Finding(.paperNotAllowed, in: DossierRules.rootName, at: pointer, arguments))
            }
        }
        for (index, office) in dossier.to.enumerated() {
            guard let known = dossier.offices[office] else { continue }
            for readers in classes.sorted() where !known.readers.contains(readers) {
                let pointer = JSONPointer(["to", String(index), "office"])
                let arguments = ["class": readers, "office": Finding.code(office)]
                findings.append(
                    Finding(.classWithoutReader, in: DossierRules.rootName, at: pointer, arguments)
                )
            }
        }
        return findings
    }
}
