// SPDX-License-Identifier: Apache-2.0

/// A compiled JSON Schema of draft 2020-12; compiled once, used from any task.
package struct Schema: Sendable {
    private let program: SchemaProgram
    private let root: Int
    private var excuses = false

    init(program: SchemaProgram, root: Int) {
        self.program = program
        self.root = root
    }

    /// Compiles a schema that needs no other.
    package init(_ document: JSONValue, options: SchemaOptions = .strict) throws(SchemaError) {
        let uri = "urn:andaman:schema"
        self = try SchemaSet([(uri, document)], options: options).schema(uri)
    }

    /// The same schema, but what ``SchemaOptions/excusedAnnotation`` names need not be there.
    package var excusing: Schema {
        var schema = self
        schema.excuses = true
        return schema
    }

    /// Tells whether `document` is valid; stops at the first violation.
    package func isValid(_ document: JSONValue) -> Bool {
        var evaluator = SchemaEvaluator(program, excuses: excuses)
        return evaluator.judge(document, root)
    }

    /// Lists what is wrong with `document`.
    package func validate(_ document: JSONValue) -> Validation {
        var quick = SchemaEvaluator(program, excuses: excuses)
        if quick.judge(document, root) { return Validation(violations: []) }
        if quick.isExhausted { return Validation(violations: [quick.effort(root)]) }
        var evaluator = SchemaEvaluator(program, excuses: excuses, reporting: true)
        _ = evaluator.judge(document, root)
        return Validation(violations: evaluator.violations)
    }
}
