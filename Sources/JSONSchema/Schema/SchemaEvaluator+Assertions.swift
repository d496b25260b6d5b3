// SPDX-License-Identifier: Apache-2.0

extension SchemaEvaluator {
    /// The keywords that look at one value alone; those made for another type of value hold.
    mutating func assert(_ rule: SchemaRule, _ value: JSONValue, _ node: SchemaNode) -> Bool {
        switch (rule, value) {
        case (.type(let types), _):
            if types.allow(value) { return true }
            report(.type, "type", node, ["expected": types.names.sorted().joined(separator: ", ")])
        case (.oneValue(let row), _):
            let allowed = program.tables.values[row]
            if allowed.contains(value) { return true }
            report(
                allowed.isConstant ? .constant : .enumeration,
                allowed.isConstant ? "const" : "enum",
                node,
                ["expected": allowed.values.map { $0.text() }.sorted().joined(separator: ", ")]
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
            if fits(code, limit, value) { return true }
            let keyword = SchemaViolation.Code.sizes.first { $0.code == code }?.keyword
            report(code, keyword, node, ["limit": String(limit)])
        case (.pattern(let row), .string(let text)):
            if matches(row, text) { return true }
            let pattern = program.tables.patterns[row].text
            report(.pattern, "pattern", node, ["pattern": pattern])
        case (.format(let format), .string(let text)):
            spend(text.utf8.count / 8)
            if format.holds(for: text) { return true }
            report(.format, "format", node, ["format": format.rawValue])
        case (.uniqueItems, .array(let array)):
            return areUnique(array, node)
        case (.required(let all, let unexcused), .object(let object)):
            return required(program.tables.names[excuses ? unexcused : all], object, node)
        case (.dependentRequired(let row), .object(let object)):
            var isValid = true
            for (present, wanted) in program.tables.dependentRequired[row] where object[present] != nil {
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

    private mutating func required(_ names: [String], _ object: JSONObject, _ node: SchemaNode) -> Bool {
        var isValid = true
        var expected = 0
        for name in names {
            if let place = object.index(of: name, from: expected) {
                expected = place + 1
                continue
            }
            isValid = false
            if !collecting { return false }
            report(.required, "required", node, ["name": name])
        }
        return isValid
    }

    /// Runs a pattern where the work that it may take is still allowed.
    mutating func matches(_ row: Int, _ text: String) -> Bool {
        let pattern = program.tables.patterns[row]
        spend(pattern.work(on: text.utf8.count))
        return !isExhausted && pattern.matches(text)
    }

    /// Compares what a size keyword counts: characters, elements or members; values of other types fit.
    private mutating func fits(_ code: SchemaViolation.Code, _ limit: Int, _ value: JSONValue) -> Bool {
        switch (code, value) {
        case (.maxLength, .string(let text)):
            // A character has between one and four bytes.
            let bytes = text.utf8.count
            if bytes <= limit { return true }
            spend(bytes / 64)
            return text.unicodeScalars.count <= limit
        case (.minLength, .string(let text)):
            let bytes = text.utf8.count
            if bytes >= limit, bytes / 4 >= limit || limit == 1 { return true }
            spend(bytes / 64)
            return text.unicodeScalars.count >= limit
        case (.maxItems, .array(let array)): return array.count <= limit
        case (.minItems, .array(let array)): return array.count >= limit
        case (.maxProperties, .object(let object)): return object.count <= limit
        case (.minProperties, .object(let object)): return object.count >= limit
        default: return true
        }
    }

    /// Up to this many elements are compared with each other one by one.
    private static let few = 8

    private mutating func areUnique(_ array: [JSONValue], _ node: SchemaNode) -> Bool {
        spend(array.count)
        if array.count <= 1 { return true }
        if array.count <= Self.few {
            for index in array.indices.dropFirst() {
                for first in 0..<index where array[first] == array[index] {
                    report(
                        .uniqueItems,
                        "uniqueItems",
                        node,
                        ["first": String(first), "second": String(index)]
                    )
                    return false
                }
            }
            return true
        }
        var places: [JSONValue: Int] = [:]
        for (index, element) in array.enumerated() {
            guard let first = places.updateValue(index, forKey: element) else { continue }
            report(.uniqueItems, "uniqueItems", node, ["first": String(first), "second": String(index)])
            return false
        }
        return true
    }
}
