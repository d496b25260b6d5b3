// SPDX-License-Identifier: Apache-2.0

/// Which members or elements of one value were evaluated, as `unevaluatedProperties` and `unevaluatedItems` ask.
struct EvaluationMarks {
    /// False where no schema around asks, so that nothing is kept.
    var isWanted = false
    private var marked: [Bool] = []

    init(isWanted: Bool = false) {
        self.isWanted = isWanted
    }

    mutating func mark(_ index: Int) {
        guard isWanted else { return }
        if index >= marked.count { marked += repeatElement(false, count: index + 1 - marked.count) }
        marked[index] = true
    }

    /// Marks those before `count`.
    mutating func markFirst(_ count: Int) {
        guard isWanted else { return }
        let kept = marked.dropFirst(count)
        marked = [Bool](repeating: true, count: count) + kept
    }

    func holds(_ index: Int) -> Bool {
        index < marked.count && marked[index]
    }

    mutating func merge(_ other: EvaluationMarks) {
        guard isWanted else { return }
        if marked.isEmpty {
            marked = other.marked
            return
        }
        for (index, isMarked) in other.marked.enumerated() where isMarked { mark(index) }
    }

    var count: Int { marked.count }
}
