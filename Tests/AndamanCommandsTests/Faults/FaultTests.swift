// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets
import Testing

/// The fault suite: in short with all tests, and as long as wanted by `make soak`.
@Suite(.serialized) struct FaultTests {
    private static func variable(_ name: String) -> UInt64? {
        unsafe getenv(name).flatMap { unsafe UInt64(String(cString: $0)) }
    }

    @Test(.disabled(if: variable("SOAK_BUNDLES") != nil), .timeLimit(.minutes(20)))
    func `whatever goes wrong, every bundle arrives once, and its receipt verifies`() async throws {
        let seed = Self.variable("SOAK_SEED") ?? UInt64.random(in: 0...999_999_999)
        try await FaultSuite.run(FaultSuite.Extent(bundles: 36, seed: seed))
    }

    @Test(.enabled(if: variable("SOAK_BUNDLES") != nil))
    func `the same, for long`() async throws {
        let bundles = Int(Self.variable("SOAK_BUNDLES") ?? 10_000)
        let seed = Self.variable("SOAK_SEED") ?? UInt64.random(in: 0...999_999_999)
        print("soak: \(bundles) bundles, seed \(seed)")
        try await FaultSuite.run(
            FaultSuite.Extent(bundles: bundles, seed: seed) {
                print("soak: \($0)"); fflush(nil)
            }
        )
    }
}
