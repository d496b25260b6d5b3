// SPDX-License-Identifier: Apache-2.0

extension SchemaEvaluator {
    mutating func apply(
        _ rule: SchemaRule,
        _ value: JSONValue,
        _ node: SchemaNode,
        _ marks: inout EvaluationMarks
    ) -> Bool {
        switch rule {
        case .reference(let target):
            return inPlace(["$ref"], target, value, &marks)
        case .dynamicReference(let target, let anchor):
            let dynamic = scope.lazy.compactMap { [program] in program.dynamicAnchors[$0][anchor] }.first
            return inPlace(["$dynamicRef"], dynamic ?? target, value, &marks)
        case .allOf(let nodes):
            var isValid = true
            for (index, inner) in nodes.enumerated() {
                if inPlace(reporting ? ["allOf", String(index)] : [], inner, value, &marks) { continue }
                isValid = false
                if !collecting { return false }
            }
            return isValid
        case .anyOf(let nodes): return anyOf(nodes, value, node, &marks)
        case .oneOf(let nodes): return oneOf(nodes, value, node, &marks)
        case .not(let inner):
            var unused = EvaluationMarks()
            guard silently({ $0.inPlace([], inner, value, &unused) }) else { return true }
            report(.not, "not", node)
            return false
        case .condition(let test, let then, let otherwise):
            if silently({ $0.inPlace([], test, value, &marks) }) {
                return then.map { inPlace(["then"], $0, value, &marks) } ?? true
            }
            return otherwise.map { inPlace(["else"], $0, value, &marks) } ?? true
        case .dependentSchemas(let dependents):
            guard let object = value.object else { return true }
            var isValid = true
            for (name, inner) in dependents where object[name] != nil {
                if inPlace(reporting ? ["dependentSchemas", name] : [], inner, value, &marks) { continue }
                isValid = false
                if !collecting { return false }
            }
            return isValid
        case .members(let properties, let patterns, let additional):
            guard let object = value.object else { return true }
            return members(object, properties, patterns, additional, &marks)
        case .propertyNames(let inner):
            guard let object = value.object else { return true }
            return names(object, inner, node)
        case .elements(let prefix, let rest):
            guard let array = value.array else { return true }
            return elements(array, prefix, rest, &marks)
        case .contains(let inner, let least, let most):
            guard let array = value.array else { return true }
            return contains(array, inner, least, most, node, &marks)
        case .unevaluatedProperties(let inner):
            guard let object = value.object else { return true }
            var isValid = true
            for (index, member) in object.members.enumerated() where !marks.holds(index) {
                guard
                    below(["unevaluatedProperties"], member.name, inner, member.value, .unevaluatedProperties)
                else {
                    isValid = false
                    if !collecting { return false }
                    continue
                }
                marks.mark(index)
            }
            return isValid
        case .unevaluatedItems(let inner):
            guard let array = value.array else { return true }
            var isValid = true
            for (index, element) in array.enumerated() where !marks.holds(index) {
                guard
                    below(
                        ["unevaluatedItems"],
                        reporting ? String(index) : "",
                        inner,
                        element,
                        .unevaluatedItems
                    )
                else {
                    isValid = false
                    if !collecting { return false }
                    continue
                }
                marks.mark(index)
            }
            return isValid
        default:
            return assert(rule, value, node)
        }
    }

    /// Applies a schema to the same value; what it evaluates counts only where it holds.
    mutating func inPlace(
        _ path: [String],
        _ target: Int,
        _ value: JSONValue,
        _ marks: inout EvaluationMarks
    ) -> Bool {
        var inner = EvaluationMarks(isWanted: marks.isWanted)
        let isValid =
            reporting
            ? within(path) { $0.evaluate(target, value, &inner) }
            : evaluate(target, value, &inner)
        if isValid {
            spend(inner.count)
            marks.merge(inner)
        }
        return isValid
    }

    /// Applies a schema to a value inside this one.
    mutating func below(
        _ path: [String],
        _ token: String,
        _ target: Int,
        _ value: JSONValue,
        _ refusal: SchemaViolation.Code = .falseSchema
    ) -> Bool {
        var unused = EvaluationMarks()
        if !reporting { return evaluate(target, value, &unused) }
        return within(path, token: token) { $0.evaluate(target, value, &unused, refusal: refusal) }
    }

    private mutating func anyOf(
        _ nodes: [Int],
        _ value: JSONValue,
        _ node: SchemaNode,
        _ marks: inout EvaluationMarks
    ) -> Bool {
        var isValid = false
        // Every branch that holds evaluates something, so that none may be left out where that is asked.
        let everyone = marks.isWanted
        var own = EvaluationMarks(isWanted: marks.isWanted)
        let causes = causes { evaluator in
            for (index, inner) in nodes.enumerated() {
                guard evaluator.inPlace(["anyOf", String(index)], inner, value, &own) else { continue }
                isValid = true
                if !everyone { break }
            }
        }
        if isValid {
            marks.merge(own)
        } else {
            report(.anyOf, "anyOf", node, ["count": String(nodes.count)], causes: causes)
        }
        return isValid
    }

    private mutating func oneOf(
        _ nodes: [Int],
        _ value: JSONValue,
        _ node: SchemaNode,
        _ marks: inout EvaluationMarks
    ) -> Bool {
        var holding: [Int] = []
        var own = EvaluationMarks(isWanted: marks.isWanted)
        let causes = causes { evaluator in
            for (index, inner) in nodes.enumerated() {
                guard evaluator.inPlace(["oneOf", String(index)], inner, value, &own) else { continue }
                holding.append(index)
                if holding.count > 1, !evaluator.collecting { break }
            }
        }
        switch holding.count {
        case 1:
            marks.merge(own)
            return true
        case 0: report(.oneOf, "oneOf", node, ["count": String(nodes.count)], causes: causes)
        default: report(.oneOfSeveral, "oneOf", node, ["count": String(holding.count)])
        }
        return false
    }

    private mutating func members(
        _ object: JSONObject,
        _ properties: [String: Int],
        _ patterns: [(pattern: Pattern, node: Int)],
        _ additional: Int?,
        _ marks: inout EvaluationMarks
    ) -> Bool {
        var isValid = true
        for (index, member) in object.members.enumerated() {
            var isKnown = false
            var holds = true
            if let inner = properties[member.name] {
                isKnown = true
                holds = below(reporting ? ["properties", member.name] : [], member.name, inner, member.value)
            }
            for (pattern, inner) in patterns {
                guard matches(pattern, member.name) else { continue }
                isKnown = true
                let path = reporting ? ["patternProperties", pattern.text] : []
                holds = below(path, member.name, inner, member.value) && holds
            }
            if !isKnown, let additional {
                isKnown = true
                holds = below(
                    ["additionalProperties"],
                    member.name,
                    additional,
                    member.value,
                    .additionalProperties
                )
            }
            if isKnown { marks.mark(index) }
            if holds { continue }
            isValid = false
            if !collecting { return false }
        }
        return isValid
    }

    private mutating func names(_ object: JSONObject, _ inner: Int, _ node: SchemaNode) -> Bool {
        var isValid = true
        for name in object.names {
            var holds = true
            var unused = EvaluationMarks()
            let causes = causes { evaluator in
                holds = evaluator.inPlace(["propertyNames"], inner, .string(name), &unused)
            }
            if holds { continue }
            isValid = false
            if !collecting { return false }
            within([], token: name) { $0.report(.propertyNames, "propertyNames", node, causes: causes) }
        }
        return isValid
    }

    private mutating func elements(
        _ array: [JSONValue],
        _ prefix: [Int],
        _ rest: Int?,
        _ marks: inout EvaluationMarks
    ) -> Bool {
        var isValid = true
        let count = rest == nil ? min(prefix.count, array.count) : array.count
        for index in 0..<count {
            let token = reporting ? String(index) : ""
            let holds: Bool
            if index < prefix.count {
                holds = below(["prefixItems", token], token, prefix[index], array[index])
            } else if let rest {
                holds = below(["items"], token, rest, array[index], .items)
            } else {
                break
            }
            if holds { continue }
            isValid = false
            if !collecting { return false }
        }
        if count > 0 {
            spend(marks.isWanted ? count : 0)
            marks.markFirst(count)
        }
        return isValid
    }

    private mutating func contains(
        _ array: [JSONValue],
        _ inner: Int,
        _ least: Int,
        _ most: Int?,
        _ node: SchemaNode,
        _ marks: inout EvaluationMarks
    ) -> Bool {
        var found = 0
        for (index, element) in array.enumerated() {
            guard silently({ $0.below([], "", inner, element) }) else { continue }
            found += 1
            marks.mark(index)
            if let most {
                if found > most { break }
            } else if found >= least, !marks.isWanted {
                break
            }
        }
        if let most, found > most {
            report(.maxContains, "maxContains", node, ["limit": String(most)])
            return false
        }
        if found >= least { return true }
        let isDefault = least == 1
        report(
            isDefault ? .contains : .minContains,
            isDefault ? "contains" : "minContains",
            node,
            ["limit": String(least)]
        )
        return false
    }
}
