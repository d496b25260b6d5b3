// SPDX-License-Identifier: Apache-2.0

/// Hands on what it reads and writes it to a sink as well.
///
/// So that a stream is checked and used in one reading: what was checked is what was used. Nothing may be skipped,
/// and the sink is finished by whoever made it.
package final class CopyingSource: ByteSource {
    private let source: any ByteSource
    private let sink: any ByteSink

    package init(_ source: any ByteSource, to sink: any ByteSink) {
        self.source = source
        self.sink = sink
    }

    package func read(into buffer: inout MutableRawSpan) throws -> Int {
        let count = try source.read(into: &buffer)
        try sink.write(buffer.bytes.extracting(first: count))
        return count
    }
}

/// Hands on what it reads and tells how far it has come.
package final class ReportingSource: ByteSource {
    private let source: any ByteSource
    private let report: (UInt64) -> Void
    private var count: UInt64 = 0

    /// Reads from `source`; `report` is called with the number of bytes read so far, after each reading.
    package init(_ source: any ByteSource, report: @escaping (UInt64) -> Void) {
        self.source = source
        self.report = report
    }

    package func read(into buffer: inout MutableRawSpan) throws -> Int {
        let read = try source.read(into: &buffer)
        count += UInt64(read)
        report(count)
        return read
    }

    package func skip(_ count: UInt64) throws -> UInt64 {
        let skipped = try source.skip(count)
        self.count += skipped
        report(self.count)
        return skipped
    }
}
