// SPDX-License-Identifier: Apache-2.0

import Signatures
import Testing

@Suite struct ObjectIdentifierTests {
    @Test(
        arguments: [
            ([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01], "1.2.840.113549.1.7.1"),
            ([0x55, 0x04, 0x03], "2.5.4.3"), ([0x88, 0x37, 0x03], "2.999.3"), ([0x00], "0.0"),
            ([0x27], "0.39"),
        ] as [([UInt8], String)]
    )
    func `content and dotted form say the same`(content: [UInt8], text: String) {
        #expect(ObjectIdentifier(content: content)?.description == text)
    }

    @Test(
        arguments: [
            [], [0x80], [0x2a, 0x86], [0x2a, 0x80, 0x01],
            [0x69] + [0x84] + [UInt8](repeating: 0xff, count: 18) + [0x7f],
        ] as [[UInt8]]
    )
    func `an arc that is cut off, padded or too long is refused`(content: [UInt8]) {
        #expect(ObjectIdentifier(content: content) == nil)
    }
}
