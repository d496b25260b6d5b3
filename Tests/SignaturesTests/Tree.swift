// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Signatures
import SwiftASN1

/// DER that can be taken apart and put together again otherwise, to forge with.
struct Tree: Equatable {
    var tag: UInt8
    var content: [UInt8] = []
    var children: [Tree] = []

    init(_ der: [UInt8]) throws {
        self.init(try DER.parse(der))
    }

    init(tag: UInt8, children: [Tree]) {
        self.tag = tag
        self.children = children
    }

    private init(_ node: ASN1Node) {
        tag = node.encodedBytes.first!
        switch node.content {
        case .primitive(let content): self.content = Array(content)
        case .constructed(let nodes): children = nodes.map { Tree($0) }
        }
    }

    subscript(index: Int) -> Tree {
        get { children[index] }
        set { children[index] = newValue }
    }

    var der: [UInt8] {
        let body = tag & 0x20 == 0 ? content : Array(children.map(\.der).joined())
        var length: [UInt8] = []
        if body.count < 0x80 {
            length = [UInt8(body.count)]
        } else {
            length = [0x82, UInt8(body.count >> 8), UInt8(body.count & 0xff)]
            if body.count < 0x100 { length = [0x81, UInt8(body.count)] }
        }
        return [tag] + length + body
    }

    // MARK: The places of a CMS signature

    var signedData: Tree {
        get { self[1][0] }
        set { self[1][0] = newValue }
    }
    var certificates: Tree {
        get { signedData[3] }
        set { signedData[3] = newValue }
    }
    var signerInfo: Tree {
        get { signedData[4][0] }
        set { signedData[4][0] = newValue }
    }
    var attributes: Tree {
        get { signerInfo[3] }
        set { signerInfo[3] = newValue }
    }
    var signatureValue: [UInt8] {
        get { signerInfo[5].content }
        set { signerInfo[5].content = newValue }
    }

    /// The signed attributes as they are signed.
    var attributesToBeSigned: [UInt8] { [0x31] + attributes.der.dropFirst() }

    /// Which of the signed attributes has the identifier that ends so.
    func attribute(_ end: [UInt8]) -> Int {
        attributes.children.firstIndex { $0[0].content.suffix(end.count) == end[...] }!
    }

    /// Brings the signed attributes into DER's order and signs them anew, by OpenSSL.
    mutating func signAgain(with key: SigningKey) async throws {
        attributes.children.sort { $0.der.lexicographicallyPrecedes($1.der) }
        signatureValue = try await sign(attributesToBeSigned, with: key)
    }
}

/// An ECDSA signature over `bytes` that OpenSSL makes.
func sign(_ bytes: [UInt8], with key: SigningKey) async throws -> [UInt8] {
    try await withTemporaryFolder { folder in
        try folder.write(key.pem(), "key.pem")
        try folder.write(bytes, "bytes")
        try await run(
            "openssl",
            "dgst",
            "-sha256",
            "-sign",
            folder("key.pem"),
            "-out",
            folder("signature"),
            folder("bytes")
        )
        return try folder.read("signature")
    }
}
