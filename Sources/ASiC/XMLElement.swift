// SPDX-License-Identifier: Apache-2.0

/// An element of a manifest, its names resolved (Namespaces in XML 1.0 §6).
struct XMLElement {
    struct Attribute {
        /// Empty for an attribute without prefix.
        let namespace: String
        let name: String
        let value: String
    }

    let namespace: String
    let name: String
    let attributes: [Attribute]
    var children: [XMLElement] = []
    /// The text between the children, joined.
    var text = ""

    func isNamed(_ name: String, in namespace: String) -> Bool {
        self.name == name && self.namespace == namespace
    }

    /// The value of the attribute without prefix.
    func attribute(_ name: String) -> String? {
        attributes.first { $0.name == name && $0.namespace.isEmpty }?.value
    }

    var hasBlankText: Bool {
        text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
    }
}
