// SPDX-License-Identifier: Apache-2.0

/// The members of a JSON object, each name once, in the order in which they were written.
package struct JSONObject: Sendable {
    package typealias Member = (name: String, value: JSONValue)

    /// Up to this many members are searched one by one; more get an index.
    private static let indexed = 24

    package private(set) var members: [Member] = []
    private var places: [String: Int] = [:]

    package init() {}

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    package var names: [String] { members.map(\.name) }

    /// The place of the member of that name in `members`.
    package func index(of name: String) -> Int? {
        places.isEmpty ? members.firstIndex { $0.name == name } : places[name]
    }

    /// The same, looked for from `place` on: who asks for several names mostly does so in the order of the members.
    func index(of name: String, from place: Int) -> Int? {
        let count = members.count
        if place < count, members[place].name == name { return place }
        if !places.isEmpty { return places[name] }
        for next in members.indices.dropFirst(place + 1) where members[next].name == name { return next }
        for next in 0..<min(place, count) where members[next].name == name { return next }
        return nil
    }

    /// The member of that name; assigning to a new name puts it last, assigning nil removes it.
    package subscript(name: String) -> JSONValue? {
        get { index(of: name).map { members[$0].value } }
        set {
            guard let newValue else {
                remove(name)
                return
            }
            if let place = index(of: name) {
                members[place].value = newValue
            } else {
                _ = append(name, newValue)
            }
        }
    }

    /// Puts a member last, and tells whether its name was new; otherwise nothing is changed.
    package mutating func append(_ name: String, _ value: JSONValue) -> Bool {
        guard index(of: name) == nil else { return false }
        appendNew(name, value)
        return true
    }

    /// Makes room for as many members as most objects have.
    mutating func reserve() {
        members.reserveCapacity(8)
    }

    /// Puts a member last whose name is known to be new.
    mutating func appendNew(_ name: String, _ value: JSONValue) {
        members.append((name, value))
        if !places.isEmpty {
            places[name] = members.count - 1
        } else if members.count > Self.indexed {
            makeIndex()
        }
    }

    private mutating func remove(_ name: String) {
        guard let place = index(of: name) else { return }
        members.remove(at: place)
        places = [:]
        if members.count > Self.indexed { makeIndex() }
    }

    private mutating func makeIndex() {
        for (place, member) in members.enumerated() { places[member.name] = place }
    }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members {
            var one = Hasher()
            one.combine(member.name)
            one.combine(member.value)
            sum &+= one.finalize()
        }
        hasher.combine(sum)
    }
}
