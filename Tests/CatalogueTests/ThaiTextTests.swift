// SPDX-License-Identifier: Apache-2.0

import Testing

/// The checker itself, on text of which the answer is known.
@Suite struct ThaiTextTests {
    @Test(arguments: [
        "สำนักงานระนอง", "ลายมือชื่ออิเล็กทรอนิกส์", "น้ำ", "ที่อยู่", "แฟ้มประวัติ", "พันธุ์", "ปี ๒๕๖๙", "{path} ไม่ถูกต้อง", "เก็บ",
        "สิทธิ์",
    ])
    func `sound text passes`(text: String) {
        #expect(ThaiText(text).faults == [])
    }

    @Test(arguments: [
        "เเฟ้ม", "ส\u{0e4d}\u{0e32}นัก", "ท\u{0e48}\u{0e35}", "ท\u{0e35}\u{0e48}\u{0e48}", "น\u{0e33}\u{0e49}",
        "\u{0e35}", "ไ{path}", "2๕",
    ])
    func `other text is found out`(text: String) {
        #expect(!ThaiText(text).faults.isEmpty)
    }
}
