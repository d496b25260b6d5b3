// SPDX-License-Identifier: Apache-2.0

import Octets

/// Numbers as all texts about logs have them: ASCII decimal without leading zeros.
enum Decimal {
    /// The number that `text` writes in its one spelling; nil for anything else, and beyond `Limits.logSize`.
    static func number(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 19,
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0"),
            let number = Int(text), number <= Limits.logSize
        else { return nil }
        return number
    }
}
