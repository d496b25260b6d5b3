// SPDX-License-Identifier: Apache-2.0

import Octets
import Testing

@Suite struct HandoffTests {
    private struct Broken: Error {}

    /// Fails once more than `limit` bytes have come.
    private final class BrokenSink: ByteSink {
        private var left: Int
        init(after limit: Int) { left = limit }
        func write(_ bytes: RawSpan) throws {
            left -= bytes.byteCount
            if left < 0 { throw Broken() }
        }
        func finish() throws {}
    }

    private final class BrokenSource: ByteSource {
        private let front: MemorySource
        init(after front: [UInt8]) { self.front = MemorySource(front) }
        func read(into buffer: inout MutableRawSpan) throws -> Int {
            let count = try front.read(into: &buffer)
            if count == 0 { throw Broken() }
            return count
        }
    }

    private static func sample(_ count: Int) -> [UInt8] {
        // A period that divides no buffer's size, made by doubling: a loop over millions of bytes takes its time.
        var bytes = (0..<251).map { UInt8($0) }
        while bytes.count < count { bytes += bytes }
        return Array(bytes.prefix(count))
    }

    @Test(arguments: [0, 1, Limits.chunk - 1, Limits.chunk, Limits.chunk + 1, 9 * Limits.chunk + 7])
    func `bytes come through both hand-overs unchanged`(count: Int) throws {
        let bytes = Self.sample(count)
        let memory = MemorySink(limit: count)
        let sink = HandoffSink(to: memory)
        try ReadAheadSource(MemorySource(bytes)).copy(to: sink)
        try sink.finish()
        #expect(memory.bytes == bytes)
    }

    @Test func `an error of the other sink comes back`() throws {
        let sink = HandoffSink(to: BrokenSink(after: Limits.chunk))
        #expect(throws: Broken.self) {
            for _ in 0..<100 { try sink.write(Self.sample(Limits.chunk)) }
        }
        #expect(throws: Broken.self) { try sink.write(Self.sample(9 * Limits.chunk)) }
        #expect(throws: Broken.self) { try sink.finish() }
    }

    @Test func `a hand-over that is given up has let go of the other sink`() throws {
        weak var left: MemorySink?
        do {
            let memory = MemorySink(limit: 9 * Limits.chunk)
            left = memory
            let sink = HandoffSink(to: memory)
            try sink.write(Self.sample(3 * Limits.chunk))
        }
        #expect(left == nil)
    }

    @Test func `an error of the other source comes back after what could be read`() throws {
        let bytes = Self.sample(3 * Limits.chunk)
        let source = ReadAheadSource(BrokenSource(after: bytes))
        #expect(try source.readAll(limit: 1, expecting: Broken.self) == nil)
    }

    @Test func `either side may give up`() throws {
        for _ in 0..<20 {
            let memory = MemorySink(limit: .max)
            do {
                let sink = HandoffSink(to: memory)
                try sink.write(Self.sample(2 * Limits.chunk))
            }
            let source = ReadAheadSource(MemorySource(Self.sample(9 * Limits.chunk)))
            var byte: [UInt8] = [0]
            #expect(try source.readOne(into: &byte) == 1)
        }
    }
}

extension ByteSource {
    fileprivate func readOne(into bytes: inout [UInt8]) throws -> Int {
        let buffer = Buffer(capacity: 1)
        let count = try buffer.fill(from: self)
        bytes = buffer.withBytes(count) { [UInt8](copying: $0) }
        return count
    }

    /// Reads to the end and gives nil where that failed with the error that was expected.
    fileprivate func readAll<E: Error>(limit: Int, expecting: E.Type) throws -> [UInt8]? {
        let sink = MemorySink(limit: .max)
        do {
            try copy(to: sink)
            return sink.bytes
        } catch is E {
            return nil
        }
    }
}
