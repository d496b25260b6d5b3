// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Bytes that are wiped when they go: a passphrase, a key.
///
/// One owner, a fixed length, never printed, compared in constant time. Whoever needs the bytes borrows them.
@safe
package final class SecretBytes: Sendable, CustomStringConvertible, CustomReflectable {
    package let count: Int
    // Written only before `init` returns, so that sharing it is safe.
    private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

    /// Makes a secret of `count` bytes in place.
    package init<E: Error>(count: Int, filledBy fill: (inout MutableRawSpan) throws(E) -> Void) throws(E) {
        self.count = count
        unsafe memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 16)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
        var span = unsafe MutableRawSpan(
            _unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
        )
        try fill(&span)
    }

    /// A copy of `bytes`; wiping what they stood in is up to the caller.
    package convenience init(copying bytes: RawSpan) {
        self.init(count: bytes.byteCount) { target in target.copy(from: bytes) }
    }

    /// Takes `bytes` over and wipes the array that held them, provided nobody else holds it.
    package convenience init(taking bytes: inout [UInt8]) {
        self.init(count: bytes.count) { target in bytes.withBytes { target.copy(from: $0) } }
        unsafe bytes.withUnsafeMutableBytes { pointer in
            unsafe wipe(pointer)
        }
        bytes = []
    }

    /// `count` fresh random bytes.
    package convenience init(random count: Int, using generator: inout some RandomNumberGenerator) {
        self.init(count: count) { target in
            for offset in 0..<count {
                target.storeBytes(
                    of: UInt8.random(in: 0...255, using: &generator),
                    toByteOffset: offset,
                    as: UInt8.self
                )
            }
        }
    }

    deinit {
        unsafe wipe(memory)
        unsafe memory.deallocate()
    }

    /// Lends the bytes.
    package func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        try body(unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory[..<count])))
    }

    /// Tells whether both hold the same bytes, in a time that depends on the lengths alone.
    package func isEqual(to other: SecretBytes) -> Bool {
        withBytes { mine in
            other.withBytes { theirs in
                guard mine.byteCount == theirs.byteCount else { return false }
                var difference: UInt8 = 0
                for offset in 0..<mine.byteCount {
                    let left = unsafe mine.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                    let right = unsafe theirs.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                    difference |= left ^ right
                }
                return difference == 0
            }
        }
    }

    package var description: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Overwrites `memory` in a way that the compiler does not leave out.
private func wipe(_ memory: UnsafeMutableRawBufferPointer) {
    guard let start = memory.baseAddress else { return }
    unsafe explicit_bzero(start, memory.count)
}
