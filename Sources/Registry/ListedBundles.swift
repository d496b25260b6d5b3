// SPDX-License-Identifier: Apache-2.0

/// Some bundles of a long list, the newest first.
package struct ListedBundles<Bundle: Sendable>: Sendable {
    package let bundles: [Bundle]
    /// The number before which the rest of the list goes on; nil where this is its end.
    package let before: Int64?
}
