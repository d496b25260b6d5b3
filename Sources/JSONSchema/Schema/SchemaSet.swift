// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Schemas that may refer to each other; nothing else can be referred to but the meta-schemas of draft 2020-12.
///
/// Each is compiled once, when it is first asked for or led to, so that what many have in common costs as much as if
/// one had it.
package final class SchemaSet: Sendable {
    private let compiler: Mutex<SchemaCompiler>

    /// An empty set, in which nothing is compiled that is not asked for: a mistake elsewhere is not found then.
    package init(options: SchemaOptions = .strict) {
        compiler = Mutex(SchemaCompiler(options: options))
    }

    /// Compiles all of `documents`, each under its URI; a document's own `$id` counts as well.
    package init(
        _ documents: [(uri: String, schema: JSONValue)],
        options: SchemaOptions = .strict
    ) throws(SchemaError) {
        var compiler = SchemaCompiler(options: options)
        for document in documents { try compiler.load(document.schema, at: document.uri) }
        try compiler.compile()
        self.compiler = Mutex(compiler)
    }

    /// Adds a schema under `uri`; its own `$id` counts as well.
    package func add(_ schema: JSONValue, at uri: String) throws(SchemaError) {
        try compiler.withLock { (compiler) throws(SchemaError) in try compiler.load(schema, at: uri) }
    }

    /// The schema of that URI: a document's, an embedded resource's, or one with an anchor or pointer behind `#`.
    package func schema(_ uri: String) throws(SchemaError) -> Schema {
        try compiler.withLock { (compiler) throws(SchemaError) in
            guard let root = try compiler.place(named: uri) else {
                throw SchemaError(.unresolvedReference, schema: uri, ["reference": uri])
            }
            try compiler.compile(from: root)
            return Schema(program: compiler.program, root: root)
        }
    }
}
