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
            let name = program.tables.names[anchor][0]
            let dynamic = scope.lazy.compactMap { [program] in program.dynamicAnchors[$0][name] }.first
            return inPlace(["$dynamicRef"], dynamic ?? target, value, &marks)
        case .allOf(let row):
            let nodes = program.tables.nodeLists[row]
            var isValid = true
            for index in nodes.indices {
                if inPlace(["allOf", String(index)], nodes[index], value, &marks) { continue }
                isValid = false
                if !collecting { return false }
            }
            return isValid
        case .anyOf(let row): return anyOf(program.tables.nodeLists[row], value, node, &marks)
        case .oneOf(let row): return oneOf(program.tables.nodeLists[row], value, node, &marks)
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
        case .dependentSchemas(let row):
            guard case .object(let object) = value else { return true }
            var isValid = true
            for (name, inner) in program.tables.dependentSchemas[row] where object[name] != nil {
                if inPlace(["dependentSchemas", name], inner, value, &marks) { continue }
                isValid = false
                if !collecting { return false }
            }
            return isValid
        case .members(let row):
            guard case .object(let object) = value else { return true }
            return members(object, program.tables.members[row], &marks)
        case .propertyNames(let inner):
            guard case .object(let object) = value else { return true }
            return names(object, inner, node)
        case .elements(let row, let rest):
            guard case .array(let array) = value else { return true }
            return elements(array, program.tables.nodeLists[row], rest, &marks)
        case .contains(let inner, let least, let most):
            guard case .array(let array) = value else { return true }
            return contains(array, inner, least, most, node, &marks)
        case .unevaluatedProperties(let inner):
            guard case .object(let object) = value else { return true }
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
            guard case .array(let array) = value else { return true }
            var isValid = true
            for index in array.indices where !marks.holds(index) {
                guard below(["unevaluatedItems"], String(index), inner, array[index], .unevaluatedItems)
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
    @inline(__always)
    mutating func inPlace(
        _ path: @autoclosure () -> [String],
        _ target: Int,
        _ value: JSONValue,
        _ marks: inout EvaluationMarks
    ) -> Bool {
        // Nothing to keep apart where nobody asks.
        if !reporting, !marks.isWanted { return evaluate(target, value, &marks) }
        return inPlaceMarking(path(), target, value, &marks)
    }

    private mutating func inPlaceMarking(
        _ path: [String],
        _ target: Int,
        _ value: JSONValue,
        _ marks: inout EvaluationMarks
    ) -> Bool {
        var inner = EvaluationMarks(isWanted: marks.isWanted)
        let isValid = within(path) { $0.evaluate(target, value, &inner) }
        if isValid {
            spend(inner.count)
            marks.merge(inner)
        }
        return isValid
    }

    /// Applies a schema to a value inside this one.
    @inline(__always)
    mutating func below(
        _ path: @autoclosure () -> [String],
        _ token: @autoclosure () -> String,
        _ target: Int,
        _ value: JSONValue,
        _ refusal: SchemaViolation.Code = .falseSchema
    ) -> Bool {
        var unused = EvaluationMarks()
        if !reporting { return evaluate(target, value, &unused) }
        return within(path(), token: token()) { $0.evaluate(target, value, &unused, refusal: refusal) }
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
        var holding = 0
        var own = EvaluationMarks(isWanted: marks.isWanted)
        let causes = causes { evaluator in
            for (index, inner) in nodes.enumerated() {
                guard evaluator.inPlace(["oneOf", String(index)], inner, value, &own) else { continue }
                holding += 1
                if holding > 1, !evaluator.collecting { break }
            }
        }
        switch holding {
        case 1:
            marks.merge(own)
            return true
        case 0: report(.oneOf, "oneOf", node, ["count": String(nodes.count)], causes: causes)
        default: report(.oneOfSeveral, "oneOf", node, ["count": String(holding)])
        }
        return false
    }

    private mutating func members(
        _ object: JSONObject,
        _ schema: SchemaMembers,
        _ marks: inout EvaluationMarks
    ) -> Bool {
        var isValid = true
        var expected = 0
        let members = object.members
        for index in members.indices {
            var isKnown = false
            var holds = true
            if let place = schema.place(of: members[index].name, from: expected) {
                expected = place + 1
                isKnown = true
                holds = below(
                    ["properties", members[index].name],
                    members[index].name,
                    schema.nodes[place],
                    members[index].value
                )
            }
            for (pattern, inner) in schema.patterns {
                guard matches(pattern, members[index].name) else { continue }
                isKnown = true
                let path = reporting ? ["patternProperties", program.tables.patterns[pattern].text] : []
                holds = below(path, members[index].name, inner, members[index].value) && holds
            }
            if !isKnown, let additional = schema.additional {
                isKnown = true
                holds = below(
                    ["additionalProperties"],
                    members[index].name,
                    additional,
                    members[index].value,
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
            let holds: Bool
            if index < prefix.count {
                holds = below(["prefixItems", String(index)], String(index), prefix[index], array[index])
            } else if let rest {
                holds = below(["items"], String(index), rest, array[index], .items)
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
