// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Which bundles hold something, by keyed digests of it.
///
/// What the digests are of, and under which key, the registry does not know.
package protocol SearchRegistry: Sendable {
    /// Keeps that the received bundle holds what these marks stand for; the same mark again changes nothing.
    ///
    /// - Throws: `RegistryError` with `unknown` where no filed bundle has that identity, `erased` where it was erased.
    func record(_ marks: Set<SHA256Digest>, of identity: SHA256Digest) throws(RegistryError)

    /// The received bundles with any of these marks, oldest first.
    func received(markedBy marks: Set<SHA256Digest>) throws(RegistryError) -> [ReceivedBundle]

    /// How many filed bundles nobody has opened yet, which have no marks for that.
    func unopenedCount() throws(RegistryError) -> Int
}
