// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Octets
import Testing

@Suite struct AgeArmorTests {
    private static let begin = "-----BEGIN AGE ENCRYPTED FILE-----\n"
    private static let end = "-----END AGE ENCRYPTED FILE-----\n"

    private func decode(_ text: String) throws -> [UInt8] {
        try ArmorSource(MemorySource(Array(text.utf8))).readAll(limit: .max)
    }

    @Test(arguments: [0, 1, 2, 3, 47, 48, 49, 95, 96, 97, 100_000])
    func `what was armored comes back, however it was cut`(count: Int) throws {
        let plain = samplePlain(count)
        for piece in [1, 7, 48, 50, 100_000] where count / piece < 20_000 {
            let memory = MemorySink(limit: .max)
            let sink = try ArmorSink(to: memory)
            for start in stride(from: 0, to: count, by: piece) {
                try sink.write(Array(plain[start..<min(start + piece, count)]))
            }
            try sink.finish()
            #expect(try ArmorSource(MemorySource(memory.bytes)).readAll(limit: .max) == plain)
            #expect(memory.bytes.split(separator: UInt8(ascii: "\n")).allSatisfy { $0.count <= 64 })
        }
    }

    /// `THREATS.md` 3: armor is not malleable but for the white space around it.
    @Test(arguments: [
        "", "\(begin)", "\(begin)AAAA\n", "\(begin)AAA\n\(end)", "\(begin)AAAA\nAAAA\n\(end)",
        "\(begin)\n\(end)",
        "\(begin)AAAA \n\(end)", "\(begin)AAB=\n\(end)", "\(begin)AAAA\n\n\(end)", "\(begin)\(end)x",
        "\(begin)\(end)\(begin)\(end)", "x\n\(begin)\(end)", " \(begin)\(end)",
        "\(begin.dropLast()) \n\(end)",
        "\(begin)\(String(repeating: "A", count: 68))\n\(end)",
    ])
    func `armor that is not strict is refused`(text: String) {
        #expect(ageCode { _ = try decode(text) } == .malformedArmor)
    }

    @Test func `white space around armor is taken up to its limit and not beyond`() throws {
        let space = String(repeating: " ", count: 1023) + "\n"
        let text = Self.begin + "AAAA\n" + Self.end
        #expect(try decode(space + text + space) == [0, 0, 0])
        #expect(ageCode { _ = try decode("\n" + space + text) } == .malformedArmor)
        #expect(ageCode { _ = try decode(text + space + "\n") } == .malformedArmor)
    }
}
