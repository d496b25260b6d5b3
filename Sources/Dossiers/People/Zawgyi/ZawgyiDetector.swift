// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets

/// Tells Zawgyi from Unicode by the Markov model of google/myanmar-tools.
///
/// Both encodings use the same code points in another order and with another meaning, and many short words are the
/// same in both: a score of one field says little. Rules by hand take Shan and Mon for Zawgyi; the model knows them.
package struct ZawgyiDetector: Sendable {
    /// Below this a text is Unicode, says the model's documentation; from `certain` on it is Zawgyi.
    package static let doubtful = 0.05
    package static let certain = 0.95

    package static let shared = ZawgyiDetector()

    /// The logarithm of how much likelier each pair of characters is in Unicode; NaN where both are foreign.
    private let ratios: [Float]

    /// What the model tells apart, in its order: the Myanmar blocks without digits, and spaces.
    ///
    /// All else is 0, foreign.
    private static let blocks: [ClosedRange<UInt32>] = [
        0x1000...0x103F, 0x104A...0x109F, 0xAA60...0xAA7F, 0xA9E0...0xA9FF, 0x2000...0x200B,
    ]

    /// Between 0 and 1; nil where there is nothing to judge by.
    package func probability(of text: String) -> Double? {
        likelihood(of: text).map(Self.probability)
    }

    /// The sum over all pairs of characters, the text's ends counting as foreign; nil where all are foreign.
    ///
    /// Sums of several texts add up to that of the texts with something foreign between them.
    func likelihood(of text: String) -> Double? {
        var sum: Double?
        var last = 0
        func take(_ state: Int) {
            let ratio = ratios[last * Self.size + state]
            if !ratio.isNaN { sum = (sum ?? 0) + Double(ratio) }
            last = state
        }
        for scalar in text.unicodeScalars { take(Self.state(of: scalar.value)) }
        take(0)
        return sum
    }

    static func probability(_ likelihood: Double) -> Double {
        // Pz/(Pu+Pz), written so that nothing overflows.
        if likelihood < 0 { return 1 / (1 + exp(likelihood)) }
        let ratio = exp(-likelihood)
        return ratio / (1 + ratio)
    }

    private static func state(of scalar: UInt32) -> Int {
        var first: UInt32 = 1
        for block in blocks {
            if block.contains(scalar) { return Int(first + scalar - block.lowerBound) }
            first += UInt32(block.count)
        }
        return 0
    }

    private static let size = 1 + blocks.reduce(0) { $0 + $1.count }

    /// Reads the model: two tags with versions, then for each state its successors as exceptions from a default.
    private init() {
        guard let bytes = try? Base64.decode(ZawgyiModelData.base64) else {
            preconditionFailure("the model is not base64")
        }
        var reader = Reader(bytes: bytes)
        precondition(reader.text(8) == "UZMODEL " && reader.integer(4) == 2, "another model")
        precondition(reader.integer(4) == 0, "another set of states")
        precondition(reader.text(8) == "BMARKOV " && reader.integer(4) == 0, "another chain")
        precondition(reader.integer(2) == Self.size, "another number of states")
        var ratios: [Float] = []
        ratios.reserveCapacity(Self.size * Self.size)
        for _ in 0..<Self.size {
            let count = reader.integer(2)
            var row = [Float](repeating: count == 0 ? 0 : reader.float(), count: Self.size)
            for _ in 0..<count {
                let state = reader.integer(2)
                row[state] = reader.float()
            }
            ratios += row
        }
        precondition(reader.isAtEnd, "the model goes on")
        ratios[0] = .nan
        self.ratios = ratios
    }

    /// Big-endian numbers, one after the other.
    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        mutating func integer(_ size: Int) -> Int {
            defer { position += size }
            return bytes[position..<position + size].reduce(0) { $0 << 8 | Int($1) }
        }

        mutating func float() -> Float {
            Float(bitPattern: UInt32(integer(4)))
        }

        mutating func text(_ size: Int) -> String {
            defer { position += size }
            return String(decoding: bytes[position..<position + size], as: UTF8.self)
        }
    }
}
