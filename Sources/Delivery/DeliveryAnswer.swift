// SPDX-License-Identifier: Apache-2.0

/// What a receiving service said to a bundle; a receipt in it is not verified yet.
package enum DeliveryAnswer: Hashable, Sendable {
    /// The bundle is filed there, now or by an earlier delivery.
    case filed(unverifiedReceipt: [UInt8], isDuplicate: Bool)
    /// The bundle is refused for good.
    case refused(unverifiedReceipt: [UInt8])
    /// There is no receipt: the HTTP status, the problem's code, and the seconds after which to try again, where told.
    case problem(status: Int, code: String?, retryAfter: Int64?)
}
