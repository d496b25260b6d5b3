// SPDX-License-Identifier: Apache-2.0

package import Bundles
package import Octets

/// What came of one try to deliver a bundle.
package enum DeliveryOutcome: Sendable {
    /// A receipt came and was verified: filed or refused, as its decision says.
    case answered(Receipt, isDuplicate: Bool)
    /// The receiver was asked what has become of a bundle that it has; these receipts are new.
    case asked([Receipt])
    /// Not now; the outbox goes on by itself. The code is `DOMAIN.CODE`.
    case later(code: String, next: Timestamp)
    /// Not taken, without a receipt; trying again changes nothing until people have acted.
    case stopped(code: String)
    /// The waybill's time ran out, and no receipt could be had.
    case expired
    /// Another process is sending it at this moment, or this one was told to stop.
    case left
}
