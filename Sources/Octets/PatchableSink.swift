// SPDX-License-Identifier: Apache-2.0

/// A sink in which bytes that were written can be overwritten, for a header that is known only after its content.
package protocol PatchableSink: ByteSink {
    /// Overwrites what was written at `offset`, counted from the first byte written; the place must be written already.
    func patch(_ bytes: [UInt8], at offset: UInt64) throws
}
