// SPDX-License-Identifier: Apache-2.0

/// Counts without names, for `stats` and the metrics.
package struct RegistryFigures: Hashable, Sendable {
    package var filed: Int64 = 0
    package var refused: Int64 = 0
    /// Filed bundles whose sealed file was erased since; they are not counted as filed.
    package var erased: Int64 = 0
    /// Filed bundles that nobody has opened yet.
    package var waiting: Int64 = 0
    /// All filed sealed files together, in bytes.
    package var filedBytes: Int64 = 0
    package var outgoing: Int64 = 0
    /// Outgoing bundles that no receipt has answered yet.
    package var awaitingReceipt: Int64 = 0

    package init() {}
}
