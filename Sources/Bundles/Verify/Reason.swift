// SPDX-License-Identifier: Apache-2.0

package import Dossiers
package import Octets

/// One thing that speaks against a file, or that a reader must know: a code, and what its sentence needs.
package struct Reason: Hashable, Sendable {
    /// The catalogue's section.
    package let domain: String
    package let code: String
    package let arguments: [String: String]

    package init(domain: String, code: String, arguments: [String: String] = [:]) {
        self.domain = domain
        self.code = code
        self.arguments = arguments
    }

    package init<E: CodedError>(_ error: E) {
        self.init(domain: E.domain, code: error.codeName, arguments: error.arguments)
    }

    package init(_ code: BundleError.Code, _ arguments: [String: String] = [:]) {
        self.init(BundleError(code, arguments))
    }

    /// What a rule about content found.
    package init(_ finding: Finding) {
        var arguments = finding.arguments
        arguments["document"] = finding.document
        arguments["pointer"] = finding.pointer
        self.init(domain: Finding.domain, code: finding.codeName, arguments: arguments)
    }

    /// What an office answered.
    package init(_ reason: ReasonsDocument.Reason) {
        let parts = reason.code.split(separator: ".", maxSplits: 1).map(String.init)
        var arguments = reason.arguments
        arguments["document"] = reason.document
        arguments["pointer"] = reason.pointer
        self.init(
            domain: parts.count == 2 ? parts[0] : "bundle",
            code: parts.last ?? "",
            arguments: arguments
        )
    }

    /// The reason as an answer carries it.
    var forDocument: ReasonsDocument.Reason {
        var rest = arguments
        let document = rest.removeValue(forKey: "document")
        let pointer = rest.removeValue(forKey: "pointer")
        return ReasonsDocument.Reason(
            code: domain + "." + code,
            document: document,
            pointer: pointer,
            arguments: rest
        )
    }
}
