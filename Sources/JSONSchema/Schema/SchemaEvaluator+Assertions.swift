// SPDX-License-Identifier: Apache-2.0

extension SchemaEvaluator {
    /// The keywords that look at one value alone; those made for another type of value hold.
    mutating func assert(_ rule: SchemaRule, _ value: JSONValue, _ node: SchemaNode) -> Bool {
        switch (rule, value) {
        case (.type(let types), _):
            if types.contains(where: { $0.holds(for: value) }) { return true }
            report(.type, "type", node, ["expected": types.map(\.rawValue).sorted().joined(separator: ", ")])
        case (.oneValue(let values, let isConstant), _):
            if values.contains(value) { return true }
            let expected = values.map { $0.text() }.sorted().joined(separator: ", ")
            report(
                isConstant ? .constant : .enumeration,
                isConstant ? "const" : "enum",
                node,
                ["expected": expected]
            )
        case (.multipleOf(let divisor), .number(let number)):
            if JSONDecimal(number).isMultiple(of: JSONDecimal(divisor)) { return true }
            report(.multipleOf, "multipleOf", node, ["limit": JSONValue.number(divisor).text()])
        case (.bound(let code, let bound), .number(let number)):
            let holds =
                switch code {
                case .maximum: number <= bound
                case .exclusiveMaximum: number < bound
                case .minimum: number >= bound
                default: number > bound
                }
            if holds { return true }
            let keyword = SchemaViolation.Code.bounds.first { $0.code == code }?.keyword
            report(code, keyword, node, ["limit": JSONValue.number(bound).text()])
        case (.size(let code, let limit), _):
            guard let size = size(code, value) else { return true }
            let isMost = code == .maxLength || code == .maxItems || code == .maxProperties
            if isMost ? size <= limit : size >= limit { return true }
            let keyword = SchemaViolation.Code.sizes.first { $0.code == code }?.keyword
            report(code, keyword, node, ["limit": String(limit)])
        case (.pattern(let pattern), .string(let text)):
            if matches(pattern, text) { return true }
            report(.pattern, "pattern", node, ["pattern": pattern.text])
        case (.format(let format), .string(let text)):
            spend(text.utf8.count / 8)
            if format.holds(for: text) { return true }
            report(.format, "format", node, ["format": format.rawValue])
        case (.uniqueItems, .array(let array)):
            return areUnique(array, node)
        case (.required(let names), .object(let object)):
            var isValid = true
            for name in names where object[name] == nil {
                isValid = false
                if !collecting { return false }
                report(.required, "required", node, ["name": name])
            }
            return isValid
        case (.dependentRequired(let dependents), .object(let object)):
            var isValid = true
            for (present, wanted) in dependents where object[present] != nil {
                for name in wanted where object[name] == nil {
                    isValid = false
                    if !collecting { return false }
                    report(.dependentRequired, "dependentRequired", node, ["name": name, "present": present])
                }
            }
            return isValid
        default:
            return true
        }
        return false
    }

    /// Runs a pattern where the work that it may take is still allowed.
    mutating func matches(_ pattern: Pattern, _ text: String) -> Bool {
        spend(pattern.size * (text.utf8.count + 1) / 8)
        return !isExhausted && pattern.matches(text)
    }

    /// What a size keyword counts: characters, elements or members; nil for values of other types.
    private mutating func size(_ code: SchemaViolation.Code, _ value: JSONValue) -> Int? {
        switch (code, value) {
        case (.maxLength, .string(let text)), (.minLength, .string(let text)):
            spend(text.utf8.count / 64)
            return text.unicodeScalars.count
        case (.maxItems, .array(let array)), (.minItems, .array(let array)): return array.count
        case (.maxProperties, .object(let object)), (.minProperties, .object(let object)): return object.count
        default: return nil
        }
    }

    private mutating func areUnique(_ array: [JSONValue], _ node: SchemaNode) -> Bool {
        spend(array.count)
        var places: [JSONValue: Int] = [:]
        for (index, element) in array.enumerated() {
            guard let first = places.updateValue(index, forKey: element) else { continue }
            report(.uniqueItems, "uniqueItems", node, ["first": String(first), "second": String(index)])
            return false
        }
        return true
    }
}
