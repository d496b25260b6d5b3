// SPDX-License-Identifier: Apache-2.0

import JSONSchema

extension DocumentCatalog {
    /// The class of readers that every office has.
    package static let generalReaders = "general"

    /// The class of readers that papers of `kind` are for, as its schema's `x-readers` says.
    package func readers(of kind: DocumentKind) -> String {
        source(of: kind)?["x-readers"]?.string ?? Self.generalReaders
    }
}
