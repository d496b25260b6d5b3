// SPDX-License-Identifier: Apache-2.0

import Octets
import Testing
import TransparencyLog

/// The tree against the published vectors of eight leaves (google/certificate-transparency and transparency-dev/merkle),
/// and every proof of small trees against the checks of RFC 9162.
@Suite struct TreeTests {
    static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    private func vectorLog() throws -> MemoryLog {
        var log = MemoryLog()
        for leaf in Self.leaves { _ = try log.append(Hex.decode(leaf)) }
        return log
    }

    @Test func `the published roots of one to eight leaves`() throws {
        let log = try vectorLog()
        #expect(
            try log.root(size: 0).hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        for (index, root) in Self.roots.enumerated() {
            #expect(try log.root(size: index + 1).hex == root)
        }
    }

    @Test(arguments: [
        (0, 1, []),
        (0, 8, ["96a296d224f285c6", "5f083f0a1a33ca07", "6b47aaf29ee3c2af"]),
        (5, 8, ["bc1a0643b12e4d2d", "ca854ea128ed050b", "d37ee418976dd957"]),
        (2, 3, ["fac54203e7cc696c"]),
        (1, 5, ["6e340b9cffb37a98", "5f083f0a1a33ca07", "bc1a0643b12e4d2d"]),
    ])
    func `the published inclusion proofs`(index: Int, size: Int, path: [String]) throws {
        #expect(
            try vectorLog().inclusionProof(index: index, size: size).map { String($0.hex.prefix(16)) } == path
        )
    }

    @Test(arguments: [
        (1, 1, []),
        (1, 8, ["96a296d224f285c6", "5f083f0a1a33ca07", "6b47aaf29ee3c2af"]),
        (6, 8, ["0ebc5d3437fbe2db", "ca854ea128ed050b", "d37ee418976dd957"]),
        (2, 5, ["5f083f0a1a33ca07", "bc1a0643b12e4d2d"]),
    ])
    func `the published consistency proofs`(old: Int, size: Int, path: [String]) throws {
        #expect(
            try vectorLog().consistencyProof(from: old, to: size).map { String($0.hex.prefix(16)) } == path
        )
    }

    @Test func `every inclusion proof of trees up to 130 leaves holds, and for no other leaf or place`()
        throws
    {
        let log = try Sample.log(130)
        for size in 1...130 {
            let root = try log.root(size: size)
            for index in 0..<size {
                let proof = try log.inclusionProof(index: index, size: size)
                let leaf = Merkle.leaf(Sample.leaf(index).bytes)
                try ProofChecking.checkInclusion(of: leaf, index: index, size: size, root: root, proof: proof)
                for (leaf, index, size, proof) in [
                    (Merkle.leaf([1]), index, size, proof), (leaf, index ^ 1, size, proof),
                    (leaf, index, size, proof + [root]), (leaf, size, size, proof), (leaf, -1, size, proof),
                    (leaf, index, size, Array(proof.dropLast())),
                ] where size > 1 {
                    #expect(throws: LogError.self) {
                        try ProofChecking.checkInclusion(
                            of: leaf,
                            index: index,
                            size: size,
                            root: root,
                            proof: proof
                        )
                    }
                }
            }
        }
    }

    @Test func `the proofs of trees up to 300 leaves hold for the first, middle and last leaf`() throws {
        let log = try Sample.log(300)
        for size in 1...300 {
            for index in [0, size / 2, size - 1] {
                try ProofChecking.checkInclusion(
                    of: Merkle.leaf(Sample.leaf(index).bytes),
                    index: index,
                    size: size,
                    root: log.root(size: size),
                    proof: log.inclusionProof(index: index, size: size)
                )
            }
        }
    }

    @Test func `every consistency proof between sizes 0 and 300 holds, and no changed one`() throws {
        let log = try Sample.log(300)
        let roots = try (0...300).map { try log.root(size: $0) }
        var random = SystemRandomNumberGenerator()
        for size in 0...300 {
            for old in 0...size {
                let proof = try log.consistencyProof(from: old, to: size)
                func check(_ proof: [SHA256Digest], _ oldRoot: SHA256Digest, _ root: SHA256Digest) throws {
                    try ProofChecking.checkConsistency(
                        old: old,
                        oldRoot: oldRoot,
                        size: size,
                        root: root,
                        proof: proof
                    )
                }
                try check(proof, roots[old], roots[size])
                // One of the ways to be wrong for each pair: all of them for all pairs would take minutes.
                let wrong = Merkle.leaf([9])
                switch Int.random(in: 0..<4, using: &random) {
                case 0: #expect(throws: LogError.self) { try check(proof, wrong, roots[size]) }
                case 1: #expect(throws: LogError.self) { try check(proof + [wrong], roots[old], roots[size]) }
                case 2 where old > 0: #expect(throws: LogError.self) { try check(proof, roots[old], wrong) }
                case 3 where !proof.isEmpty:
                    var changed = proof
                    changed[Int.random(in: proof.indices, using: &random)] = wrong
                    #expect(throws: LogError.self) { try check(changed, roots[old], roots[size]) }
                    #expect(throws: LogError.self) {
                        try check(Array(proof.dropLast()), roots[old], roots[size])
                    }
                default: break
                }
            }
        }
    }

    @Test func `a tree does not go beyond its leaves`() throws {
        let log = try Sample.log(3)
        #expect(throws: LogError(.outOfRange)) { try log.root(size: 4) }
        #expect(throws: LogError(.outOfRange)) { try log.inclusionProof(index: 3, size: 3) }
        #expect(throws: LogError(.outOfRange)) { try log.consistencyProof(from: 3, to: 2) }
    }

    @Test func `a leaf beyond the limit is not taken`() throws {
        var log = MemoryLog()
        _ = try log.append(Array(repeating: 0, count: Limits.logLeaf))
        #expect(throws: LogError(.malformedLeaf)) {
            try log.append(Array(repeating: 0, count: Limits.logLeaf + 1))
        }
    }
}
