// SPDX-License-Identifier: Apache-2.0

import Delivery
import Files
import Octets

/// Receipts beside the bundles that they answer.
enum ReceiptFile {
    /// Keeps a receipt as `BASE.receipt.asice` and returns its path.
    ///
    /// A receipt is proof and is never overwritten, whatever an office answers later: where another file has the name,
    /// the receipt goes beside it as `BASE.2.receipt.asice` and so on. The same receipt is kept once.
    static func keep(_ bytes: [UInt8], as base: String) throws -> String {
        var number = 1
        while true {
            let path = base + (number == 1 ? "" : ".\(number)") + FolderCarrier.receiptSuffix
            guard Folder.exists(path) else {
                try Folder.write(bytes, to: path)
                return path
            }
            if let kept = try? Folder.read(path, limit: Limits.receipt), kept == bytes { return path }
            number += 1
        }
    }
}
