// SPDX-License-Identifier: Apache-2.0

/// A JSON value.
///
/// Equality is that of JSON Schema (core §4.2.2): `1` equals `1.0`, and the order of an object's members does not
/// count. Strings compare by Swift's canonical equivalence, which is identity for the NFC text that `JSON.parse` takes.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number; the strict parser takes none that a double would change.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// The value where this is `true` or `false`.
    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The value where this is a number.
    package var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The value where this is a number without a fraction, and one that a double holds exactly.
    package var integer: Int? {
        guard case .number(let value) = self, abs(value) <= JSON.largestInteger else { return nil }
        return Int(exactly: value)
    }

    /// The value where this is a string.
    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements where this is an array.
    package var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members where this is an object.
    package var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member of that name where this is an object that has it.
    package subscript(name: String) -> JSONValue? {
        object?[name]
    }

    /// The element at that place where this is an array that long.
    package subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    /// The value at `pointer` below this one.
    package subscript(pointer: JSONPointer) -> JSONValue? {
        var value = self
        for token in pointer.tokens {
            switch value {
            case .object(let object):
                guard let member = object[token] else { return nil }
                value = member
            case .array(let array):
                guard let index = JSONPointer.index(token), index < array.count else { return nil }
                value = array[index]
            default:
                return nil
            }
        }
        return value
    }

    /// A number without a fraction.
    package static func integer(_ value: Int) -> JSONValue {
        .number(Double(value))
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (name, value) in elements { object[name] = value }
        self = .object(object)
    }
}
