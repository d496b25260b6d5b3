// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Reads another source ahead on a thread of its own, so that both cores have work.
///
/// The other source belongs to this one from now on; its state may be looked at again once this one has given its end.
package final class ReadAheadSource: ByteSource {
    private let ring = Ring()
    private var current: (buffer: Buffer, count: Int)?
    private var position = 0

    package init(_ source: any ByteSource) {
        let handed = Handed(value: source)
        DispatchQueue(label: "andaman.read-ahead").async { [ring] in
            do {
                while let buffer = ring.takeEmpty() {
                    let count = try buffer.fill(from: handed.value)
                    if count == 0 { break }
                    ring.putFull(buffer, count)
                }
                ring.close()
            } catch {
                ring.close(error)
            }
        }
    }

    deinit {
        ring.abandon()
    }

    package func read(into buffer: inout MutableRawSpan) throws -> Int {
        if current == nil {
            current = try ring.takeFull()
            position = 0
        }
        guard let (full, available) = current else { return 0 }
        let count = min(buffer.byteCount, available - position)
        full.withBytes(available) { buffer.copy(from: $0.extracting(position..<(position + count))) }
        position += count
        if position == available {
            ring.putEmpty(full)
            current = nil
        }
        return count
    }
}
