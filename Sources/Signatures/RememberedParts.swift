// SPDX-License-Identifier: Apache-2.0

import Octets

extension Certificate {
    private static let memory = BoundedMemory<Certificate>(limit: Limits.decodedCertificates)

    /// The certificate that is the whole of `der`: the same few come with every signature.
    ///
    /// - Throws: as `init(der:)`, each time.
    static func remembered(_ der: [UInt8]) throws(SignatureError) -> Certificate {
        let digest = SHA256Digest(of: der)
        if let known = memory[digest] { return known }
        let certificate = try Certificate(der: der)
        memory.remember(certificate, for: digest)
        return certificate
    }
}

extension RevocationList {
    private static let memory = BoundedMemory<RevocationList>(limit: Limits.revocationLists)

    /// The list of our profile that is the whole of `der`: the same few come with every signature.
    ///
    /// A list that is too long to travel with a signature is not kept.
    ///
    /// - Throws: as `init(der:)`, each time.
    static func remembered(_ der: [UInt8]) throws(SignatureError) -> RevocationList {
        guard der.count <= Limits.carriedRevocationList else { return try RevocationList(der: der) }
        let digest = SHA256Digest(of: der)
        if let known = memory[digest] { return known }
        let list = try RevocationList(der: der)
        memory.remember(list, for: digest)
        return list
    }
}
