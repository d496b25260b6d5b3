// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Does two pieces of work at the same time, so that both cores have work, and nothing outlasts the call.
///
/// Nothing is copied or handed over: both may look at bytes that were lent to the caller. They must not change the same
/// thing. Where no other core is free, one runs after the other.
package enum SideBySide {
    /// Returns when both are done.
    ///
    /// - Throws: what `first` failed with, else what `second` failed with; the other one has run to its end.
    package static func run(_ first: () throws -> Void, _ second: () throws -> Void) throws {
        let failures = Mutex<(first: (any Error)?, second: (any Error)?)>((nil, nil))
        withoutActuallyEscaping(first) { first in
            withoutActuallyEscaping(second) { second in
                let work = Handed(value: (first: first, second: second))
                DispatchQueue.concurrentPerform(iterations: 2) { number in
                    if number == 0 {
                        do { try work.value.first() } catch { failures.withLock { $0.first = error } }
                    } else {
                        do { try work.value.second() } catch { failures.withLock { $0.second = error } }
                    }
                }
            }
        }
        let (one, other) = failures.withLock { $0 }
        if let failure = one ?? other { throw failure }
    }
}
