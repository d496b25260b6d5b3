// SPDX-License-Identifier: Apache-2.0

package import JSONSchema

extension DossierRules {
    /// What speaks against an officer of the receiving office who is to countersign in this role.
    ///
    /// A countersigner stands for his office, so the role must be one that the procedure lets sign what that office
    /// sends: a health officer who may see the papers does not receive a suspect.
    package static func countersignerFindings(root: JSONValue, _ signer: Signer) -> [Finding] {
        guard let procedure = Procedure.all.first(where: { $0.code == root["procedure"]?.string }),
            let step = root["step"]?.string.flatMap(procedure.step),
            !procedure.countersigningRoles(of: step).contains(signer.role)
        else { return [] }
        let arguments = [
            "step": step.code, "officer": Finding.code(signer.officer), "role": Finding.code(signer.role),
        ]
        return [Finding(.signerNotEntitled, in: rootName, arguments)]
    }
}

extension Procedure {
    /// The roles that sign for the office at the other end of the step's way, in any of its own steps.
    func countersigningRoles(of step: Step) -> Set<String> {
        let others = steps.filter { other in
            switch step.direction {
            case .forward: other.direction == .reply
            case .reply: other.direction == .forward
            case .either: true
            }
        }
        return Set(others.flatMap(\.signers).flatMap(\.roles))
    }
}
