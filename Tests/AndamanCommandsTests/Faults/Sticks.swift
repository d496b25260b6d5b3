// SPDX-License-Identifier: Apache-2.0

import Files
import Octets

/// The sticks that go between the two offices by boat.
final class Sticks: Sendable {
    /// Bundles on one stick, about.
    private static let capacity = 8

    private let folder: String
    private let state = Shared((number: 0, filled: 0))

    init(in folder: String) { self.folder = folder }

    /// The stick that bundles are put on now; made where missing.
    func current() throws -> String {
        let path = folder + "/\(state.value.number)"
        try Folder.create(path)
        return path
    }

    /// Counts a bundle that was put on the current stick, and takes a new one when it is full.
    func add() {
        state.change { state in
            state.filled += 1
            if state.filled == Self.capacity { state = (state.number + 1, 0) }
        }
    }

    /// One of the last few sticks, by chance.
    func some(using generator: inout some RandomNumberGenerator) -> String? {
        all.suffix(2).randomElement(using: &generator)
    }

    var all: [String] {
        (0...state.value.number).map { folder + "/\($0)" }.filter { Folder.exists($0) }
    }
}
