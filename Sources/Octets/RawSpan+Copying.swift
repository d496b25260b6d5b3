// SPDX-License-Identifier: Apache-2.0

extension MutableRawSpan {
    /// Overwrites the front with `bytes`, which must fit.
    package mutating func copy(from bytes: RawSpan) {
        precondition(bytes.byteCount <= byteCount)
        unsafe withUnsafeMutableBytes { target in
            unsafe bytes.withUnsafeBytes { source in unsafe target.copyMemory(from: source) }
        }
    }
}

extension [UInt8] {
    /// A copy of `bytes`.
    package init(copying bytes: RawSpan) {
        self = unsafe bytes.withUnsafeBytes { source in unsafe Array(source) }
    }

    /// Adds a copy of `bytes`.
    package mutating func append(copying bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { source in unsafe append(contentsOf: source) }
    }
}

extension [UInt8] {
    /// Lends the bytes.
    package func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        try body(unsafe span.bytes)
    }
}
