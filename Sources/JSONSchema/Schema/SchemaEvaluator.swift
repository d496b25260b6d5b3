// SPDX-License-Identifier: Apache-2.0

import Octets

/// One run of a compiled schema over one document, within `Limits.schemaSteps` and `Limits.schemaDepth`.
///
/// The quick run stops at the first violation and keeps no paths; the reporting run lists them all.
struct SchemaEvaluator {
    let program: SchemaProgram
    /// Whether what the compiler's `excusedAnnotation` names may be missing.
    let excuses: Bool
    let reporting: Bool
    /// Off inside `not`, `if` and `contains`, where failing is no violation.
    var collecting: Bool
    private(set) var violations: [SchemaViolation] = []
    private var steps = 0
    private(set) var isExhausted = false
    private var depth = 0
    /// The resources on the way here, the outermost first: the dynamic scope (core §7.1).
    private(set) var scope: [Int] = []
    private(set) var instance = JSONPointer()
    private(set) var keyword = JSONPointer()

    init(_ program: SchemaProgram, excuses: Bool, reporting: Bool = false) {
        self.program = program
        self.excuses = excuses
        self.reporting = reporting
        collecting = reporting
    }

    mutating func judge(_ document: JSONValue, _ root: Int) -> Bool {
        var marks = EvaluationMarks()
        let isValid = evaluate(root, document, &marks)
        if isExhausted {
            // What was found before the work ran out may be half the truth, so that nothing else is said.
            violations = [effort(root)]
        }
        return isValid && !isExhausted
    }

    /// The one thing to say of a document that asks for too much work.
    func effort(_ root: Int) -> SchemaViolation {
        SchemaViolation(
            .effort,
            instance: [],
            keyword: [],
            absoluteKeyword: program.location(of: root),
            arguments: [:],
            causes: []
        )
    }

    /// Counts work; past the limit nothing is valid any more and every loop ends.
    mutating func spend(_ count: Int) {
        steps += count
        if steps > Limits.schemaSteps { isExhausted = true }
    }

    /// Tells whether `value` fits a schema, and marks what the schema has evaluated of it where that is wanted.
    ///
    /// A false schema says no more than the keyword that applies it, whose code is `refusal`.
    mutating func evaluate(
        _ number: Int,
        _ value: JSONValue,
        _ marks: inout EvaluationMarks,
        refusal: SchemaViolation.Code = .falseSchema
    ) -> Bool {
        spend(1)
        depth += 1
        defer { depth -= 1 }
        if depth > Limits.schemaDepth { isExhausted = true }
        if isExhausted { return false }
        // A report names every `$ref` on its way.
        let node = program.nodes[reporting ? number : program.nodes[number].shortcut]
        if node.isFalse {
            report(refusal, nil, node)
            return false
        }
        let entersResource = program.isDynamic && scope.last != node.resource
        if entersResource { scope.append(node.resource) }
        defer { if entersResource { scope.removeLast() } }
        guard marks.isWanted || node.looksBack else { return apply(node, value, &marks) }
        var own = EvaluationMarks(isWanted: true)
        let isValid = apply(node, value, &own)
        if isValid { marks.merge(own) }
        return isValid
    }

    private mutating func apply(
        _ node: SchemaNode,
        _ value: JSONValue,
        _ marks: inout EvaluationMarks
    ) -> Bool {
        var isValid = true
        for number in node.rules where !apply(program.rules[number], value, node, &marks) {
            isValid = false
            if !collecting { return false }
        }
        return isValid
    }

    // MARK: Reports

    /// Runs `body` one step further into the schema, and into the instance where `token` is given.
    mutating func within<Result>(
        _ keywords: [String],
        token: String? = nil,
        _ body: (inout SchemaEvaluator) -> Result
    ) -> Result {
        keyword.tokens += keywords
        if let token { instance.tokens.append(token) }
        defer {
            keyword.tokens.removeLast(keywords.count)
            if token != nil { instance.tokens.removeLast() }
        }
        return body(&self)
    }

    /// Runs `body` without collecting violations.
    mutating func silently<Result>(_ body: (inout SchemaEvaluator) -> Result) -> Result {
        let before = collecting
        collecting = false
        defer { collecting = before }
        return body(&self)
    }

    /// Runs `body` and returns what it reported instead of keeping it.
    mutating func causes(_ body: (inout SchemaEvaluator) -> Void) -> [SchemaViolation] {
        guard collecting else {
            body(&self)
            return []
        }
        let before = violations
        violations = []
        body(&self)
        defer { violations = before }
        return violations
    }

    mutating func report(
        _ code: SchemaViolation.Code,
        _ name: String?,
        _ node: SchemaNode,
        _ arguments: @autoclosure () -> [String: String] = [:],
        causes: [SchemaViolation] = []
    ) {
        guard collecting, violations.count < Limits.violations else { return }
        let suffix = name.map { $0.isEmpty ? [] : [$0] } ?? []
        violations.append(
            SchemaViolation(
                code,
                instance: instance,
                keyword: JSONPointer(keyword.tokens + suffix),
                absoluteKeyword: program.location(of: node.number)
                    + suffix.map { "/" + JSONPointer.escape($0) }.joined(),
                arguments: arguments(),
                causes: causes
            )
        )
    }
}
