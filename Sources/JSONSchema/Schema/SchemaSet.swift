// SPDX-License-Identifier: Apache-2.0

/// Schemas that were compiled together and may refer to each other; nothing else can be referred to but the
/// meta-schemas of draft 2020-12.
package struct SchemaSet: Sendable {
    private let program: SchemaProgram
    private let roots: [String: Int]

    /// Compiles `documents`, each under its URI; a document's own `$id` counts as well.
    ///
    /// Where `root` is the URI of the one document that will be asked for, only what it leads to is compiled, which
    /// saves most of the time where others are large; a mistake elsewhere is not found then.
    package init(
        _ documents: [(uri: String, schema: JSONValue)],
        root: String? = nil,
        options: SchemaOptions = .strict
    ) throws(SchemaError) {
        var compiler = SchemaCompiler(options: options)
        for document in documents { try compiler.load(document.schema, at: document.uri) }
        program = try compiler.compile(root: root)
        roots = compiler.roots
    }

    /// The schema of that URI: a document's, an embedded resource's, or one with an anchor or pointer behind `#`.
    package func schema(_ uri: String) throws(SchemaError) -> Schema {
        guard let root = roots[uri] ?? program.nodes.indices.first(where: { program.location(of: $0) == uri })
        else {
            throw SchemaError(.unresolvedReference, schema: uri, ["reference": uri])
        }
        return Schema(program: program, root: root)
    }
}
