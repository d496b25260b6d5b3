// SPDX-License-Identifier: Apache-2.0

/// A document that is kept outside the registry and has a line in the office's log.
package struct LoggedDocument: Sendable {
    /// What it is called in a finding.
    package let name: String
    /// The line's KIND.
    package let kind: String
    package let document: [UInt8]
    /// Its `tlog-proof`.
    package let proof: [UInt8]

    package init(name: String, kind: String, document: [UInt8], proof: [UInt8]) {
        self.name = name
        self.kind = kind
        self.document = document
        self.proof = proof
    }
}
