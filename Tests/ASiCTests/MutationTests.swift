// SPDX-License-Identifier: Apache-2.0

import ASiC
import Files
import Octets
import Testing

/// Whatever bytes come, reading ends with a value or an `ASiCError`, never with a trap or another error.
@Suite struct MutationTests {
    @Test(arguments: 0..<4)
    func `changed containers and manifests are read or refused, nothing else`(seed: UInt64) throws {
        var generator = Xorshift(state: seed &* 0x9e37_79b9_7f4a_7c15 | 1)
        let root = RawZIP.documents[0]
        var zip = RawZIP.container()
        zip[root.name] = compressed(root.name, Array(root.content.utf8))
        var containers = [RawZIP.container(signatures: 2).bytes, zip.bytes]
        if Folder.isFolder(publishedFolder) {
            containers.append(
                try Folder.read(Folder.join(publishedFolder, "multifiles-ok.asice"), limit: 1 << 16)
            )
        }
        let manifest = RawZIP.manifest(RawZIP.documents, 1).encoded
        for round in 0..<300 {
            let changed = mutate(containers[round % containers.count], &generator)
            refusal { try ContainerReader(MemorySource(changed)).read { _, _ in .digest } }
            refusal {
                try ForeignContainerReader(MemoryPositionalSource(changed)).read { _, _ in .keep(limit: 1000)
                }
            }
            let text = mutate(manifest, &generator)
            refusal { try ASiCManifest(parsing: text) }
            refusal { try ASiCManifest(foreign: text) }
        }
    }

    private func refusal(_ body: () throws -> some Any) {
        do { _ = try body() } catch { #expect(error is ASiCError) }
    }

    /// A few bytes changed, removed, doubled or set to extremes.
    private func mutate(_ bytes: [UInt8], _ generator: inout Xorshift) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes.remove(at: index)
            case 3: bytes.insert(contentsOf: bytes[max(0, index - 20)..<index], at: index)
            default: for place in index..<min(bytes.count, index + 4) { bytes[place] = 0xff }
            }
        }
        return bytes
    }
}

/// The same numbers each time.
private struct Xorshift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
