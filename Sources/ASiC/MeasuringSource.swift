// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Hands on what it reads and takes its CRC-32 and SHA-256, to hold a container's entry against what is said of it.
package final class MeasuringSource: ByteSource {
    private let source: any ByteSource
    private let meter = ContentMeter()

    package init(_ source: any ByteSource) {
        self.source = source
    }

    package func read(into buffer: inout MutableRawSpan) throws -> Int {
        let count = try source.read(into: &buffer)
        try meter.update(buffer.bytes.extracting(first: count))
        return count
    }

    /// The measures of everything that was read; nothing may be read afterwards.
    package func finish() -> (crc32: UInt32, sha256: SHA256Digest) {
        (meter.crc32, meter.digest)
    }
}
