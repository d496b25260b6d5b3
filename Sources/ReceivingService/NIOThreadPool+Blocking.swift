// SPDX-License-Identifier: Apache-2.0

import NIOPosix

extension NIOThreadPool {
    /// Runs what may wait for the disk; whatever it throws, the client is told to come again.
    func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        do {
            return try await runIfActive(work)
        } catch {
            throw Problem(.unavailable)
        }
    }
}
