// SPDX-License-Identifier: Apache-2.0

/// The digest methods that manifests name, by their URI (RFC 6931 §2.1; XML Encryption 1.1 §5.8).
package enum DigestMethod: String, CaseIterable, Sendable {
    /// Broken: collisions can be made. Only other people's manifests may have it, and it is to be reported.
    case insecureSHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"
    case sha256 = "http://www.w3.org/2001/04/xmlenc#sha256"
    case sha384 = "http://www.w3.org/2001/04/xmldsig-more#sha384"
    case sha512 = "http://www.w3.org/2001/04/xmlenc#sha512"

    /// How many bytes a digest has.
    package var digestSize: Int {
        switch self {
        case .insecureSHA1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    package var isWeak: Bool { self == .insecureSHA1 }
}
