// SPDX-License-Identifier: Apache-2.0

import Octets
import SwiftASN1

/// Reads the elements of a constructed one, in order, to the last.
///
/// Whoever reads ends with `finish`, so that nothing is passed over unseen.
struct DERReader {
    private var iterator: ASN1NodeCollection.Iterator
    private var following: ASN1Node?
    private let place: String

    /// Reads the whole of `der`, which must be one SEQUENCE and nothing after it.
    init(der: [UInt8], place: String) throws(SignatureError) {
        let root: ASN1Node
        do { root = try DER.parse(der) } catch { throw SignatureError.malformed(place) }
        try self.init(root, place: place)
    }

    init(_ node: ASN1Node, _ identifier: ASN1Identifier = .sequence, place: String) throws(SignatureError) {
        guard node.identifier == identifier, case .constructed(let elements) = node.content else {
            throw SignatureError.malformed(place)
        }
        iterator = elements.makeIterator()
        following = iterator.next()
        self.place = place
    }

    var isAtEnd: Bool { following == nil }

    /// The next element, whatever it is.
    mutating func next() throws(SignatureError) -> ASN1Node {
        guard let node = following else { throw SignatureError.malformed(place) }
        following = iterator.next()
        return node
    }

    /// The next element, if it has this tag.
    mutating func next(if identifier: ASN1Identifier) -> ASN1Node? {
        guard let node = following, node.identifier == identifier else { return nil }
        following = iterator.next()
        return node
    }

    /// The next element, which must be constructed, to be read.
    mutating func nested(_ identifier: ASN1Identifier = .sequence) throws(SignatureError) -> DERReader {
        try DERReader(next(), identifier, place: place)
    }

    mutating func identifier() throws(SignatureError) -> ObjectIdentifier {
        guard let identifier = try ObjectIdentifier(content: next().primitive(.objectIdentifier, place))
        else {
            throw SignatureError.malformed(place)
        }
        return identifier
    }

    /// The next INTEGER's content, in its shortest form.
    mutating func integer() throws(SignatureError) -> [UInt8] { try next().integer(place) }

    mutating func smallInteger() throws(SignatureError) -> UInt64 {
        let content = try integer()
        guard content.count <= 8, content[0] < 0x80 else { throw SignatureError.malformed(place) }
        return content.reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func octets() throws(SignatureError) -> [UInt8] { try next().primitive(.octetString, place) }

    /// The next BIT STRING's bytes and how many bits of the last are not used, which must be 0.
    mutating func bits() throws(SignatureError) -> (bytes: [UInt8], unused: Int) {
        let content = try next().primitive(.bitString, place)
        guard let unused = content.first, unused < 8, content.count > 1 || unused == 0,
            content.last.map({ $0 & (1 << unused - 1) == 0 || content.count == 1 }) ?? false
        else { throw SignatureError.malformed(place) }
        return (Array(content.dropFirst()), Int(unused))
    }

    mutating func time() throws(SignatureError) -> Timestamp { try next().time(place) }

    /// The next element if it is a BOOLEAN; `false`, the default everywhere, must not be written out (X.690 §11.5).
    mutating func flag() throws(SignatureError) -> Bool {
        guard let node = next(if: .boolean) else { return false }
        guard try node.primitive(.boolean, place) == [0xff] else { throw SignatureError.malformed(place) }
        return true
    }

    /// All that is left.
    mutating func rest() throws(SignatureError) -> [ASN1Node] {
        var nodes: [ASN1Node] = []
        while !isAtEnd { nodes.append(try next()) }
        return nodes
    }

    /// Says that nothing more may come.
    func finish() throws(SignatureError) {
        guard isAtEnd else { throw SignatureError.malformed(place) }
    }
}

extension ASN1Identifier {
    /// The tag `[number]`.
    static func context(_ number: UInt) -> ASN1Identifier {
        ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
    }
}

extension ASN1Node {
    /// The element's own bytes, tag and length included.
    var der: [UInt8] { Array(encodedBytes) }

    func primitive(_ wanted: ASN1Identifier, _ place: String) throws(SignatureError) -> [UInt8] {
        guard identifier == wanted, case .primitive(let content) = content else {
            throw SignatureError.malformed(place)
        }
        return Array(content)
    }

    func integer(_ place: String) throws(SignatureError) -> [UInt8] {
        let content = try primitive(.integer, place)
        guard let first = content.first else { throw SignatureError.malformed(place) }
        if content.count > 1 {
            let isPadded = first == 0 && content[1] < 0x80 || first == 0xff && content[1] >= 0x80
            guard !isPadded else { throw SignatureError.malformed(place) }
        }
        return content
    }

    /// A Time in the one spelling of RFC 5280 §4.1.2.5: seconds, and `Z`.
    func time(_ place: String) throws(SignatureError) -> Timestamp {
        var digits: [UInt8]
        if identifier == .utcTime {
            digits = try primitive(.utcTime, place)
            let isOfLastCentury = digits.first.map { $0 >= UInt8(ascii: "5") } ?? false
            digits = Array((isOfLastCentury ? "19" : "20").utf8) + digits
        } else {
            digits = try primitive(.generalizedTime, place)
        }
        guard digits.count == 15 else { throw SignatureError.malformed(place) }
        for (index, mark) in zip([4, 7, 10, 13, 16], "--T::".utf8) { digits.insert(mark, at: index) }
        guard let time = Timestamp(String(decoding: digits, as: UTF8.self)) else {
            throw SignatureError.malformed(place)
        }
        return time
    }
}
