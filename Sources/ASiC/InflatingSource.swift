// SPDX-License-Identifier: Apache-2.0

import CZlib
import Octets

/// Decompresses a DEFLATE stream (RFC 1951) that must end exactly where its source does, with exactly the size said.
@safe
final class InflatingSource: ByteSource {
    private static let inputCapacity = 64 << 10

    private let source: any ByteSource
    private let name: String
    private let input = Buffer(capacity: InflatingSource.inputCapacity)
    private var inputCount = 0
    private var inputPosition = 0
    private var left: UInt64
    private var hasEnded = false
    // zlib keeps the address, so the stream must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Decompresses `source` into `size` bytes; `name` is the entry's, for errors.
    init(_ source: any ByteSource, size: UInt64, name: String) throws(ASiCError) {
        self.source = source
        self.name = name
        left = size
        unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe andaman_inflate_raw_init(stream) == Z_OK else {
            throw ASiCError(.damagedContent, entry: name)
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deinitialize(count: 1)
        unsafe stream.deallocate()
    }

    func read(into buffer: inout MutableRawSpan) throws -> Int {
        while !hasEnded {
            if inputPosition == inputCount {
                inputCount = try input.fill(from: source)
                inputPosition = 0
                // The stream says itself where it ends, and it has not.
                guard inputCount > 0 else { throw ASiCError(.damagedContent, entry: name) }
            }
            let produced = try inflate(into: &buffer)
            guard UInt64(produced) <= left else { throw ASiCError(.damagedContent, entry: name) }
            left -= UInt64(produced)
            if hasEnded { try checkEnd() }
            if produced > 0 { return produced }
        }
        return 0
    }

    private func inflate(into buffer: inout MutableRawSpan) throws(ASiCError) -> Int {
        let (consumed, produced, status) = input.withBytes(inputCount) { bytes in
            unsafe bytes.withUnsafeBytes { input in
                unsafe buffer.withUnsafeMutableBytes { output in
                    let rest = unsafe UnsafeMutableRawBufferPointer(mutating: input)[inputPosition...]
                    let (available, room) = unsafe (rest.count, min(output.count, Int(UInt32.max)))
                    unsafe stream.pointee.next_in =
                        UnsafeMutableRawBufferPointer(rebasing: rest).bindMemory(to: UInt8.self).baseAddress
                    unsafe stream.pointee.avail_in = UInt32(available)
                    unsafe stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
                    unsafe stream.pointee.avail_out = UInt32(room)
                    let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
                    return unsafe (
                        available - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out), status
                    )
                }
            }
        }
        inputPosition += consumed
        switch status {
        case Z_STREAM_END: hasEnded = true
        case Z_OK: break
        default: throw ASiCError(.damagedContent, entry: name)
        }
        return produced
    }

    private func checkEnd() throws {
        guard left == 0, inputPosition == inputCount, try input.fill(from: source, upTo: 1) == 0 else {
            throw ASiCError(.damagedContent, entry: name)
        }
    }
}
