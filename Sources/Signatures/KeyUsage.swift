// SPDX-License-Identifier: Apache-2.0

/// What a certificate's key may be used for (RFC 5280 §4.2.1.3).
package struct KeyUsage: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package static let digitalSignature = KeyUsage(rawValue: 0x8000)
    /// Also called contentCommitment: the signer stands by what was signed.
    package static let nonRepudiation = KeyUsage(rawValue: 0x4000)
    package static let certificateSigning = KeyUsage(rawValue: 0x0400)
    package static let listSigning = KeyUsage(rawValue: 0x0200)

    /// The named bit list without trailing zeros (X.690 §11.2.2).
    var der: [UInt8] {
        let bytes = [UInt8(rawValue >> 8), UInt8(rawValue & 0xff)]
        let used = bytes[1] == 0 ? [bytes[0]] : bytes
        return DEREncoding.bits(used, unused: UInt8(used[used.count - 1].trailingZeroBitCount))
    }

    init(_ reader: inout DERReader) throws(SignatureError) {
        let (bytes, _) = try reader.bits()
        guard (1...2).contains(bytes.count) else { throw SignatureError.malformed("keyUsage") }
        rawValue = UInt16(bytes[0]) << 8 | (bytes.count > 1 ? UInt16(bytes[1]) : 0)
    }
}
