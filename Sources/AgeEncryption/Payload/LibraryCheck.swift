// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Turns what libcrypto returns into errors.
enum LibraryCheck {
    static func succeeded(_ result: Int32) throws(AgeError) {
        guard result == 1 else { throw failure() }
    }

    /// The error for a call that failed; libcrypto's queue is empty afterwards.
    static func failure() -> AgeError {
        let number = ERR_get_error()
        ERR_clear_error()
        return AgeError(.opensslFailure, ["detail": String(number, radix: 16)])
    }
}
