// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Sees to it that at most one request works on an upload (THREATS 24).
///
/// The draft's recommended way: a new request ends the one before it, which the client has given up or lost; only where
/// that does not end in time is the new one told to come again.
final class UploadDesk: Sendable {
    private let holders = Mutex<[String: any Channel]>([:])
    /// How long a new request waits for the one before it.
    private static let patience = 100
    private static let step = Duration.milliseconds(50)

    /// Runs `body` while nobody else works on the upload.
    ///
    /// - Throws: `Problem` with `upload-in-use`; what `body` throws.
    func withUpload<Value: Sendable>(
        _ token: String,
        of channel: any Channel,
        _ body: () async throws -> Value
    ) async throws -> Value {
        for _ in 0..<Self.patience {
            let before: (any Channel)? = holders.withLock { holders in
                guard let holder = holders[token] else {
                    holders[token] = channel
                    return nil
                }
                return holder
            }
            guard let before else {
                defer { holders.withLock { _ = $0.removeValue(forKey: token) } }
                return try await body()
            }
            if before !== channel { before.close(promise: nil) }
            try await Task.sleep(for: Self.step)
        }
        throw Problem(.uploadInUse)
    }
}
