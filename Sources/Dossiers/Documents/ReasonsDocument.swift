// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
import Octets

/// Why a bundle was refused, for its sender alone: codes and places, never content.
package struct ReasonsDocument: Hashable, Sendable {
    package struct Reason: Hashable, Sendable {
        /// A code of the catalogue, with its domain: `dossier.consent-expired`.
        package let code: String
        package let document: String?
        package let pointer: String?
        package let arguments: [String: String]

        package init(
            code: String,
            document: String? = nil,
            pointer: String? = nil,
            arguments: [String: String] = [:]
        ) {
            self.code = code
            self.document = document
            self.pointer = pointer
            self.arguments = arguments
        }

        /// What a rule found, as a reason.
        package init(_ finding: Finding) {
            self.init(
                code: Finding.domain + "." + finding.codeName,
                document: finding.document,
                pointer: finding.pointer,
                arguments: finding.arguments.filter { !["document", "pointer"].contains($0.key) }
            )
        }

        /// What the sentence's placeholders stand for, the place among them.
        package var messageArguments: [String: String] {
            var arguments = arguments
            arguments["document"] = document
            arguments["pointer"] = pointer.map { $0.isEmpty ? "/" : $0 }
            return arguments
        }
    }

    package let salt: String
    package let bundle: BundleReference
    package let reasons: [Reason]

    package init(salt: String, bundle: BundleReference, reasons: [Reason]) {
        self.salt = salt
        self.bundle = bundle
        // The schema takes each once and no more than these; whoever mends them sends again and hears of the rest.
        var seen: Set<Reason> = []
        self.reasons = Array(reasons.filter { seen.insert($0).inserted }.prefix(Self.limit))
    }

    /// The most reasons of one document.
    private static let limit = 256

    /// - Throws: `DossierError` with `notADocument`, naming the place.
    package init(_ document: JSONValue) throws(DossierError) {
        let reader = try DocumentReader(document, kind: .reasons)
        var reasons: [Reason] = []
        for reason in reader.elements("reasons") {
            var arguments: [String: String] = [:]
            for (name, value) in reason.value["arguments"]?.object?.members ?? [] {
                arguments[name] = value.string
            }
            reasons.append(
                Reason(
                    code: try reason.string("code"),
                    document: reason.optionalString("document"),
                    pointer: reason.optionalString("pointer"),
                    arguments: arguments
                )
            )
        }
        self.init(
            salt: try reader.string("salt"),
            bundle: try BundleReference(try reader.object("bundle")),
            reasons: reasons
        )
    }

    package func json() -> JSONValue {
        let reasons = reasons.map { reason in
            let arguments = reason.arguments.sorted { $0.key < $1.key }.map {
                ($0.key, JSONValue.string($0.value))
            }
            return JSONValue.members([
                ("code", .string(reason.code)), ("document", reason.document.map { .string($0) }),
                ("pointer", reason.pointer.map { .string($0) }),
                ("arguments", arguments.isEmpty ? nil : .members(arguments)),
            ])
        }
        return .members([
            ("type", .string(DocumentKind.reasons.typeURN)), ("salt", .string(salt)),
            ("bundle", bundle.json()),
            ("reasons", .array(reasons)),
        ])
    }
}
