// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

/// The extensions of a certificate that our rules look at (RFC 5280 §4.2).
package struct CertificateExtensions: Hashable, Sendable {
    package private(set) var isAuthority = false
    package private(set) var pathLength: UInt64?
    package private(set) var keyUsage: KeyUsage?
    package private(set) var extendedKeyUsage: [ObjectIdentifier] = []
    package private(set) var policies: [ObjectIdentifier] = []
    package private(set) var serverNames: [ServerName] = []
    package private(set) var subjectKeyIdentifier: [UInt8]?
    package private(set) var authorityKeyIdentifier: [UInt8]?
    /// The extensions that a reader must understand.
    package private(set) var critical: Set<ObjectIdentifier> = []
    /// All that are there.
    package private(set) var present: Set<ObjectIdentifier> = []

    init() {}

    /// Reads `Extensions`; each may stand there once.
    init(_ reader: DERReader) throws(SignatureError) {
        var reader = reader
        repeat {
            var field = try reader.nested()
            let kind = try field.identifier()
            if try field.flag() { critical.insert(kind) }
            let value = try field.octets()
            try field.finish()
            guard present.insert(kind).inserted else { throw SignatureError.malformed("extensions") }
            try read(kind, value)
        } while !reader.isAtEnd
    }

    private mutating func read(_ kind: ObjectIdentifier, _ value: [UInt8]) throws(SignatureError) {
        switch kind {
        case .basicConstraints:
            var reader = try DERReader(der: value, place: "basicConstraints")
            isAuthority = try reader.flag()
            if isAuthority, !reader.isAtEnd { pathLength = try reader.smallInteger() }
            try reader.finish()
        case .keyUsage:
            var reader = try Self.reader(of: value, "keyUsage")
            keyUsage = try KeyUsage(&reader)
        case .extendedKeyUsage:
            var reader = try DERReader(der: value, place: "extKeyUsage")
            while !reader.isAtEnd { extendedKeyUsage.append(try reader.identifier()) }
        case .certificatePolicies:
            var reader = try DERReader(der: value, place: "certificatePolicies")
            while !reader.isAtEnd {
                var policy = try reader.nested()
                policies.append(try policy.identifier())
            }
        case .subjectKeyIdentifier:
            var reader = try Self.reader(of: value, "subjectKeyIdentifier")
            subjectKeyIdentifier = try reader.octets()
        case .authorityKeyIdentifier:
            var reader = try DERReader(der: value, place: "authorityKeyIdentifier")
            if let node = reader.next(if: .context(0)), case .primitive(let content) = node.content {
                authorityKeyIdentifier = Array(content)
            }
        case .subjectAlternativeName:
            var reader = try DERReader(der: value, place: "subjectAltName")
            while !reader.isAtEnd {
                if let name = ServerName(try reader.next()) { serverNames.append(name) }
            }
        default: break
        }
    }

    /// A reader over a value that is no SEQUENCE: it is put into one.
    private static func reader(of value: [UInt8], _ place: String) throws(SignatureError) -> DERReader {
        try DERReader(der: DEREncoding.element(0x30, value), place: place)
    }
}
