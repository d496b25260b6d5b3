// SPDX-License-Identifier: Apache-2.0

import Logging
import Octets
import ServiceLifecycle

/// Asks the witnesses while the service runs.
struct CosigningLoop: Service {
    let cosigning: Cosigning
    let witnesses: @Sendable () throws -> [Cosigning.Witness]
    let clock: @Sendable () -> Timestamp
    let logger: Logger

    /// Seconds between two looks at the head, and at most between two tries with a witness that fails.
    private static let pause = 10
    private static let longestPause = 600
    /// Seconds after which a head that has not grown is cosigned again: a day.
    private static let age: Int64 = 86400

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            // How many rounds to leave a witness out, and how many the next time.
            var waiting: [String: (left: Int, next: Int)] = [:]
            while true {
                for witness in (try? witnesses()) ?? [] {
                    if let wait = waiting[witness.office], wait.left > 0 {
                        waiting[witness.office] = (wait.left - 1, wait.next)
                        continue
                    }
                    if await succeeds(witness) {
                        waiting[witness.office] = nil
                    } else {
                        let next = waiting[witness.office]?.next ?? 1
                        waiting[witness.office] = (next, min(next * 2, Self.longestPause / Self.pause))
                    }
                }
                try await Task.sleep(for: .seconds(Self.pause))
            }
        }
    }

    private func succeeds(_ witness: Cosigning.Witness) async -> Bool {
        do {
            switch try await cosigning.cosign(
                with: witness,
                since: clock().adding(seconds: -Self.age)
            ) {
            case .cosigned, .nothingYet: return true
            case .behind:
                logger.critical("a witness has seen a longer log than this one")
                return false
            case .refused(let status):
                logger.warning("head not cosigned", metadata: ["status": "\(status)"])
                return false
            case .unusable:
                logger.warning("cosignature not usable")
                return false
            }
        } catch {
            // Offices are offline for hours; the metrics and `log checkpoint` say what is cosigned.
            logger.debug("witness not reached")
            return false
        }
    }
}
