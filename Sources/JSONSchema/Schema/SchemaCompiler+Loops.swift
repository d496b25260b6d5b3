// SPDX-License-Identifier: Apache-2.0

extension SchemaCompiler {
    /// A node that comes back to itself without going into the value, so that no validation of it would end.
    ///
    /// Looked for from `starts` on; what was compiled before them leads to none of them.
    func nodeOnLoop(_ nodes: [SchemaNode?], from starts: [Int]) -> Int? {
        enum State { case new, open, done }
        func targets(_ node: Int) -> ArraySlice<Int> {
            var targets: [Int] = []
            for rule in rules[nodes[node]?.rules ?? 0..<0] { targets += tables.nodesInPlace(of: rule) }
            return targets[...]
        }
        var states = [State](repeating: .done, count: nodes.count)
        for start in starts { states[start] = .new }
        for start in starts where states[start] == .new {
            var path = [(node: start, next: targets(start))]
            states[start] = .open
            while let last = path.last {
                guard let next = last.next.first else {
                    states[last.node] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next.removeFirst()
                switch states[next] {
                case .open: return next
                case .done: break
                case .new:
                    states[next] = .open
                    path.append((next, targets(next)))
                }
            }
        }
        return nil
    }
}
