// SPDX-License-Identifier: Apache-2.0

import Octets
import Testing
import TransparencyLog

@Suite struct TileTests {
    @Test(arguments: [
        ("0/000", TilePath(level: 0, index: 0)), ("0/x001/x234/067", TilePath(level: 0, index: 1_234_067)),
        ("63/999.p/255", TilePath(level: 63, index: 999, width: 255)),
        ("entries/x001/000.p/1", TilePath(level: nil, index: 1000, width: 1)),
    ])
    func `a path has one spelling`(text: String, path: TilePath) {
        #expect(TilePath(parsing: text) == path)
        #expect(path.description == text)
    }

    @Test(arguments: [
        "", "0", "0/", "/000", "00/000", "64/000", "-1/000", "0/0", "0/0000", "0/x000/001", "0/001/001",
        "0/x001/x001",
        "0/001.p", "0/001.p/", "0/001.p/0", "0/001.p/01", "0/001.p/256", "0/001.p/1/2", "entry/000", "0/00a",
        "0/٠٠١", "../000", "0/x001/x001/x001/x001/x001/x001/001", "0/001/", "0//001", "0/X001/001",
    ])
    func `what is no path is refused`(text: String) {
        #expect(TilePath(parsing: text) == nil)
    }

    @Test func `the tiles of a tree of 70,000 leaves have the published widths`() throws {
        let log = try Sample.log(70_000)
        func count(_ level: Int?, _ index: Int, _ width: Int = 256) throws -> Int? {
            try log.tile(TilePath(level: level, index: index, width: width), size: 70_000)?.count
        }
        #expect(try count(0, 272) == 8192)
        #expect(try count(0, 273) == nil)
        #expect(try count(0, 273, 112) == 112 * 32)
        #expect(try count(0, 273, 113) == nil)
        #expect(try count(1, 0) == 8192)
        #expect(try count(1, 1, 17) == 17 * 32)
        #expect(try count(2, 0, 1) == 32)
        #expect(try count(2, 0, 2) == nil)
        #expect(try count(3, 0, 1) == nil)
        #expect(try count(63, 0, 1) == nil)
        #expect(try count(0, Int.max, 1) == nil)
        // A hash of level 1 is the root over a full tile of level 0.
        let tile = try #require(try log.tile(TilePath(level: 1, index: 0), size: 70_000))
        #expect(Array(tile.prefix(32)) == (try log.root(size: 256)).bytes)
        let bundle = try #require(try log.tile(TilePath(level: nil, index: 273, width: 2), size: 70_000))
        let first = Sample.leaf(273 * 256).bytes
        #expect(Array(bundle.prefix(2)) == [0, UInt8(first.count)])
        #expect(Array(bundle[2..<2 + first.count]) == first)
    }
}
