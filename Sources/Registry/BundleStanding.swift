// SPDX-License-Identifier: Apache-2.0

/// What a registry has of a bundle.
package enum BundleStanding: Hashable, Sendable {
    case new
    /// It was judged before.
    case known(ReceivedBundle)
    /// It was filed and erased, though its row may be gone with a restore.
    case erased
    /// Its sender used its id for another bundle, filed or erased (THREATS 22).
    case replayed
}
