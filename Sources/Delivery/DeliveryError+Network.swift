// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

extension DeliveryError {
    /// What a failure of the connection means for a person who wants to send something.
    init(translating error: any Error) {
        switch error {
        case let error as DeliveryError: self = error
        case is NIOConnectionError, is SocketAddressError: self.init(.unreachable)
        case is NIOSSLExtraError: self.init(.notTrusted)
        case is NIOTooManyBytesError: self.init(.answerUnusable)
        case let error as IOError:
            let isRefusal = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ETIMEDOUT]
                .contains(error.errnoCode)
            self.init(isRefusal ? .unreachable : .interrupted)
        case let error as NIOSSLError:
            // BoringSSL's reasons are told apart only by their names.
            let isVerification = String(describing: error).contains("CERTIFICATE_VERIFY_FAILED")
            self.init(isVerification ? .notTrusted : .tlsFailed)
        case let error as HTTPClientError:
            switch error {
            case .connectTimeout: self.init(.unreachable)
            case .readTimeout, .writeTimeout, .deadlineExceeded, .tlsHandshakeTimeout,
                .getConnectionFromPoolTimeout:
                self.init(.timedOut)
            case .invalidURL, .emptyHost, .emptyScheme: self.init(.addressMalformed, ["address": ""])
            default: self.init(.interrupted)
            }
        default: self.init(.interrupted)
        }
    }
}
