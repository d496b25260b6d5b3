// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

/// The extensions of a certificate that our rules look at (RFC 5280 §4.2).
package struct CertificateExtensions: Hashable, Sendable {
    package private(set) var isAuthority = false
    package private(set) var pathLength: UInt64?
    package private(set) var keyUsage: KeyUsage?
    package private(set) var extendedKeyUsage: [ObjectIdentifier] = []
    package private(set) var policies: [ObjectIdentifier] = []
    /// Where the authority publishes its list, as the certificate says.
    package private(set) var listAddresses: [String] = []
    /// Where the authority answers about the certificate (OCSP).
    package private(set) var statusAddresses: [String] = []
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
        case .distributionPoints:
            var reader = try DERReader(der: value, place: "cRLDistributionPoints")
            while !reader.isAtEnd {
                var point = try reader.nested()
                // A point with reasons or of another issuer is not the whole list (RFC 5280 §4.2.1.13).
                guard let name = point.next(if: .context(0)), point.isAtEnd else { continue }
                listAddresses += try Self.addresses(in: name)
            }
        case .authorityAccess:
            var reader = try DERReader(der: value, place: "authorityInfoAccess")
            while !reader.isAtEnd {
                var access = try reader.nested()
                let method = try access.identifier()
                guard let address = Self.address(try access.next()), method == .statusAccess else { continue }
                statusAddresses.append(address)
            }
        default: break
        }
    }

    /// The addresses in a DistributionPointName, where it is a full name.
    static func addresses(in node: ASN1Node) throws(SignatureError) -> [String] {
        var reader = try DERReader(node, .context(0), place: "distributionPoint")
        guard let names = reader.next(if: .context(0)) else { return [] }
        var fullName = try DERReader(names, .context(0), place: "fullName")
        return try fullName.rest().compactMap { address($0) }
    }

    /// A GeneralName that is an address (RFC 5280 §4.2.1.6).
    private static func address(_ node: ASN1Node) -> String? {
        guard node.identifier == .context(6), case .primitive(let content) = node.content,
            content.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return nil }
        return String(decoding: content, as: UTF8.self)
    }

    /// A reader over a value that is no SEQUENCE: it is put into one.
    private static func reader(of value: [UInt8], _ place: String) throws(SignatureError) -> DERReader {
        try DERReader(der: DEREncoding.element(0x30, value), place: place)
    }
}
