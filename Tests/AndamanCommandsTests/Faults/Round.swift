// SPDX-License-Identifier: Apache-2.0

import Delivery
import Files
import Octets
import Offices
import Registry
import Testing

/// One round of the fault suite: new bundles, and what is done with them and to the machines, in an order of chance and
/// three at a time.
struct Round: Sendable {
    private enum Job: Sendable {
        case send(Consignment, dyingAt: Int?)
        case carry(Consignment, dyingAt: Int?)
        case runOutbox(dyingAt: Int?)
        case receive(Machine, stick: String, dyingAt: Int?)
        case clock(Machine, ahead: Int64)
        case line(FaultyLine.Condition)
        case fill(Machine, slack: Int)
        case protect(Machine)
        case killService
    }

    private let suite: FaultSuite
    private var jobs: [Job] = []
    private var points: [Int] = []

    init(_ suite: FaultSuite, using generator: inout SeededGenerator) throws {
        self.suite = suite
        try suite.sender.synchronise()
        let bundles = min(suite.extent.inRound, suite.extent.bundles - suite.ledger.value.count)
        for _ in 0..<bundles { try addBundle(using: &generator) }
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            jobs.append(.runOutbox(dyingAt: Self.point(to: 2000, using: &generator)))
        }
        for machine in [suite.receiver, suite.sender] where Self.happens(1, of: 3, using: &generator) {
            if let stick = suite.sticks.some(using: &generator) {
                let point = Self.point(to: 1000, using: &generator)
                jobs.append(.receive(machine, stick: stick, dyingAt: point))
            }
        }
        // More than are needed, so that no start is without.
        points = (0..<200).map { _ in Self.logarithmic(to: 4000, using: &generator) }
        addFaults(using: &generator)
        jobs.shuffle(using: &generator)
    }

    private mutating func addBundle(using generator: inout SeededGenerator) throws {
        let way: Consignment.Way =
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: .stick(alsoSent: Bool.random(using: &generator))
            case 1: .send(copies: 2)
            case 2...4: .send(copies: 1)
            default: .outbox
            }
        var consignment = try suite.factory.make(
            in: suite.desktop,
            at: suite.sender.clock.now,
            way: way,
            using: &generator
        )
        switch way {
        case .send(let copies):
            for _ in 0..<copies {
                jobs.append(.send(consignment, dyingAt: Self.point(to: 600, using: &generator)))
            }
        case .stick(let isAlsoSent):
            jobs.append(.carry(consignment, dyingAt: Self.point(to: 400, using: &generator)))
            if isAlsoSent { jobs.append(.send(consignment, dyingAt: nil)) }
        case .outbox:
            let office = try Office(home: suite.sender.home)
            let registry = try SQLiteRegistry(path: suite.sender.home + "/service/registry.sqlite")
            _ = try Outbox(office, registry: registry, at: suite.sender.clock.now).add(
                consignment.path,
                addresses: ["kawthaung": suite.line.address],
                at: suite.sender.clock.now
            )
            try Folder.deleteFile(consignment.path)
            consignment.isEntered = true
        }
        suite.ledger.change { [consignment] in $0.append(consignment) }
    }

    private mutating func addFaults(using generator: inout SeededGenerator) {
        let (sender, receiver) = (suite.sender, suite.receiver)
        for machine in [sender, receiver] where Self.happens(1, of: 6, using: &generator) {
            jobs.append(.clock(machine, ahead: Int64.random(in: -10_800...10_800, using: &generator)))
        }
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            jobs.append(.line(Self.condition(using: &generator)))
        }
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: jobs.append(.fill(receiver, slack: Int.random(in: 0...400_000, using: &generator)))
        case 1: jobs.append(.fill(sender, slack: Int.random(in: 0...200_000, using: &generator)))
        case 2: jobs.append(.protect(receiver))
        case 3: jobs.append(.protect(sender))
        default: break
        }
        if Bool.random(using: &generator) { jobs.append(.killService) }
    }

    private static func condition(using generator: inout SeededGenerator) -> FaultyLine.Condition {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0, 1: .cutSending(logarithmic(to: 3_000_000, using: &generator))
        case 2, 3: .cutAnswering(logarithmic(to: 60_000, using: &generator))
        case 4: .slow(Int.random(in: 200_000...2_000_000, using: &generator))
        case 5: .stalled(logarithmic(to: 60_000, using: &generator))
        default: .clean
        }
    }

    /// Small and large numbers alike, from 1 on.
    private static func logarithmic(to most: Int, using generator: inout SeededGenerator) -> Int {
        Int.random(in: 1...max(1, most >> Int.random(in: 0...10, using: &generator)), using: &generator)
    }

    /// Every third is killed.
    private static func point(to most: Int, using generator: inout SeededGenerator) -> Int? {
        happens(1, of: 3, using: &generator) ? logarithmic(to: most, using: &generator) : nil
    }

    private static func happens(_ times: Int, of all: Int, using generator: inout SeededGenerator) -> Bool {
        Int.random(in: 0..<all, using: &generator) < times
    }

    // MARK: Doing it

    func run(using generator: inout SeededGenerator) async throws {
        let world = suite.sender.clock.offset
        let queue = Shared(jobs[...])
        let keeper = ServiceKeeper()
        try await suite.withService(keeper, dyingAt: points) {
            try await withThrowingTaskGroup(of: Void.self) { workers in
                for _ in 0..<3 {
                    workers.addTask {
                        while let job = queue.change({ $0.popFirst() }) { try await perform(job, keeper) }
                    }
                }
                try await workers.waitForAll()
            }
        }
        try suite.line.set(.clean)
        try await suite.receiver.disk.heal(suite.receiver.kept)
        try await suite.sender.disk.heal(suite.sender.kept)
        for machine in [suite.sender, suite.receiver] {
            guard Self.happens(1, of: 3, using: &generator) else { continue }
            try machine.losePower(using: &generator)
        }
        // Time goes on, so that what waits comes to its turn.
        let later = world + Int64.random(in: 0...2400, using: &generator)
        for machine in [suite.sender, suite.receiver] { machine.clock.set(later) }
        for consignment in suite.ledger.value where consignment.isEntered {
            try Folder.deleteFile(consignment.path)
        }
    }

    private func perform(_ job: Job, _ keeper: ServiceKeeper) async throws {
        switch job {
        case .send(let consignment, let point): try await suite.send(consignment, dyingAt: point)
        case .carry(let consignment, let point): try await suite.carry(consignment, dyingAt: point)
        case .runOutbox(let point):
            let ran = try await suite.sender.run(["outbox", "run", "--once"], dyingAt: point)
            suite.tally("outbox run", ran)
        case .receive(let machine, let stick, let point):
            let ran = try await machine.run(["receive", stick], dyingAt: point)
            suite.tally(machine === suite.sender ? "receive back" : "receive there", ran)
        case .clock(let machine, let ahead):
            machine.clock.set(machine.clock.offset + ahead)
            suite.note("clock steps")
        case .line(let condition):
            try suite.line.set(condition)
            suite.note("line \(condition.description.prefix { $0 != " " })")
        case .fill(let machine, let slack):
            if try await machine.disk.fill(leaving: slack) { suite.note("full disk of \(machine.name)") }
        case .protect(let machine):
            for _ in 0..<20 where try await machine.disk.protect(machine.kept) {
                suite.note("protected disk of \(machine.name)")
                break
            }
        case .killService:
            keeper.kill()
            suite.note("kills in between")
        }
    }
}
