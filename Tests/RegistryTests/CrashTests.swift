// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Files
import Glibc
import Octets
import Registry
import Testing
import TransparencyLog

extension Tag {
    @Tag static var slow: Self
}

/// A process that files bundles is killed, and what it left is examined: every bundle that it acknowledged is whole,
/// and no other one shows half.
@Suite(.serialized) struct CrashTests {
    /// Files bundles for ever; after each it notes, durably, that it acknowledged it.
    ///
    /// The first bundle is acknowledged in peace; the timer that ends the process runs from there.
    static func fileForEver(_ folder: String, killedAfter microseconds: Int) throws {
        let store = try SealedStore(folder + "/store")
        let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
        for number in 0..<Int.max {
            try Sample.store(number, in: store)
            _ = try registry.file(Sample.facts(number)) { Sample.receipt(number) }
            try Folder.write([], to: "\(folder)/acknowledged/\(number)")
            if number == 0 { killLater(microseconds: microseconds) }
        }
    }

    /// What must be true after any crash; returns how many bundles were acknowledged.
    ///
    /// `company` is how many bundles were under way at one time.
    private func examine(_ folder: String, company: Int = 1) throws -> Int {
        let acknowledged = try Folder.names(in: folder + "/acknowledged").compactMap { Int($0) }
        let store = try SealedStore(folder + "/store")
        let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
        for number in acknowledged {
            let bundle = try #require(try registry.received(identity: Sample.identity(number)))
            #expect(bundle.receipt == Sample.receipt(number))
        }
        // Each row, acknowledged or not, has its whole file; at most the last files have no row yet.
        let checker = RegistryChecker(
            databasePath: folder + "/registry.sqlite",
            storeFolder: folder + "/store"
        )
        let findings = try checker.check()
        #expect(findings.allSatisfy { $0.code == .fileWithoutRow } && findings.count <= company)
        let rows = try registry.figures().filed
        #expect((acknowledged.count...acknowledged.count + company).contains(Int(rows)))

        _ = try store.sweep(now: Timestamp.now().adding(seconds: 1), grace: 0, isKnown: registry.holdsFile)
        #expect(try Folder.names(in: folder + "/store/spool").isEmpty)
        #expect(try checker.check() == [])
        // The sender's next try of what was under way goes through.
        let next = (acknowledged.max() ?? -1) + 1
        try Sample.store(next, in: store)
        #expect(
            try registry.file(Sample.facts(next)) { Sample.receipt(next) }.bundle.receipt
                == Sample.receipt(next)
        )
        #expect(try checker.check() == [])
        return acknowledged.count
    }

    /// The kernel ends the process at a moment that no code of ours chooses; nothing is caught or cleaned up.
    static func killLater(microseconds: Int) {
        var timer = itimerval()
        timer.it_value.tv_sec = microseconds / 1_000_000
        timer.it_value.tv_usec = microseconds % 1_000_000
        unsafe setitimer(__itimer_which_t(0), &timer, nil)
    }

    @Test(.tags(.slow))
    func `whenever the process is killed, what it acknowledged is whole and nothing else shows`() async throws
    {
        var total = 0
        for round in 1...12 {
            total += try await withTemporaryFolder { folder in
                try Folder.create(folder + "/acknowledged")
                let delay = 4_000 + round * 13_337
                await #expect(processExitsWith: .signal(SIGALRM)) {
                    [folder = folder as String, delay = delay as Int] in
                    try CrashTests.fileForEver(folder, killedAfter: delay)
                }
                return try examine(folder)
            }
        }
        #expect(total >= 12)
    }

    @Test func `killed inside the transaction, the bundle has no row and is filed on the next try`()
        async throws
    {
        try await withTemporaryFolder { folder in
            try Folder.create(folder + "/acknowledged")
            await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
                let store = try SealedStore(folder + "/store")
                let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
                try Sample.store(0, in: store)
                _ = try registry.file(Sample.facts(0)) {
                    kill(getpid(), SIGKILL)
                    return [1]
                }
            }
            #expect(try SQLiteRegistry(path: folder + "/registry.sqlite").figures().filed == 0)
            #expect(try examine(folder) == 0)
        }
    }

    @Test func `killed inside the transaction of a group, none of it has a row and all are filed later`()
        async throws
    {
        try await withTemporaryFolder { folder in
            await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
                let store = try SealedStore(folder + "/store")
                let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
                for number in 0..<6 { try Sample.store(number, in: store) }
                let requests = (0..<6).map { number in
                    FilingRequest(Sample.facts(number), leaf: .receipt([UInt8(number)])) { _ in
                        if number == 3 { kill(getpid(), SIGKILL) }
                        return Sample.receipt(number)
                    }
                }
                _ = registry.file(requests, signedBy: Sample.logger)
            }
            let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
            #expect(try registry.figures().filed == 0)
            #expect(try registry.logHead() == nil)
            let requests = (0..<6).map { number in
                FilingRequest(Sample.facts(number), leaf: .receipt([UInt8(number)])) { _ in
                    Sample.receipt(number)
                }
            }
            for (number, result) in registry.file(requests, signedBy: Sample.logger).enumerated() {
                #expect(try result.get().bundle.receipt == Sample.receipt(number))
            }
            let checker = RegistryChecker(
                databasePath: folder + "/registry.sqlite",
                storeFolder: folder + "/store"
            )
            #expect(try checker.check() == [])
        }
    }

    /// Several file for ever side by side, so that they are filed in groups; each notes what it acknowledged.
    static func fileInGroupsForEver(_ folder: String, company: Int, killedAfter microseconds: Int) throws {
        let store = try SealedStore(folder + "/store")
        let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
        let groups = FilingGroups(registry, signedBy: Sample.logger)
        for place in 0..<company {
            DispatchQueue(label: "filing").async {
                for number in stride(from: place, to: Int.max, by: company) {
                    do {
                        try Sample.store(number, in: store)
                        let request = FilingRequest(
                            Sample.facts(number),
                            leaf: .receipt(Sample.identity(number).bytes)
                        ) { _ in Sample.receipt(number) }
                        _ = try groups.file(request)
                        try Folder.write([], to: "\(folder)/acknowledged/\(number)")
                        if number == 0 { killLater(microseconds: microseconds) }
                    } catch {
                        abort()
                    }
                }
            }
        }
        // The timer ends it.
        DispatchSemaphore(value: 0).wait()
    }

    @Test(.tags(.slow))
    func `whenever the process is killed that files in groups, what it acknowledged is whole`() async throws {
        var total = 0
        for round in 1...8 {
            total += try await withTemporaryFolder { folder in
                try Folder.create(folder + "/acknowledged")
                let delay = 4_000 + round * 17_337
                await #expect(processExitsWith: .signal(SIGALRM)) {
                    [folder = folder as String, delay = delay as Int] in
                    try CrashTests.fileInGroupsForEver(folder, company: 6, killedAfter: delay)
                }
                return try examine(folder, company: 6)
            }
        }
        #expect(total >= 8)
    }

    @Test func `killed before the answer, the same receipt answers the next try`() async throws {
        try await withTemporaryFolder { folder in
            await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
                let store = try SealedStore(folder + "/store")
                let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
                try Sample.store(0, in: store)
                _ = try registry.file(Sample.facts(0)) { Sample.receipt(77) }
                kill(getpid(), SIGKILL)
            }
            let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
            #expect(try registry.file(Sample.facts(0)) { [1] }.bundle.receipt == Sample.receipt(77))
        }
    }

    @Test func `killed while writing the spool file, nothing stays after the sweep`() async throws {
        try await withTemporaryFolder { folder in
            await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
                let spool = try SealedStore(folder).makeSpoolFile()
                try spool.write([1, 2, 3])
                kill(getpid(), SIGKILL)
            }
            #expect(try Folder.names(in: folder + "/spool").count == 1)
            let store = try SealedStore(folder)
            #expect(try store.sweep(now: Sample.time) { _ in true }.abandoned == 1)
            #expect(try Folder.names(in: folder + "/spool").isEmpty)
        }
    }
}
