// SPDX-License-Identifier: Apache-2.0

/// What came of filing a bundle.
package enum Filing: Hashable, Sendable {
    /// The bundle was new and has its row now.
    case added(ReceivedBundle)
    /// A bundle of that identity was there already, as it is here: the same receipt answers it.
    case duplicate(ReceivedBundle)

    /// The row, old or new.
    package var bundle: ReceivedBundle {
        switch self {
        case .added(let bundle), .duplicate(let bundle): bundle
        }
    }
}
