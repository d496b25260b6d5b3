// SPDX-License-Identifier: Apache-2.0

package import Octets
package import Signatures

/// What a passphrase of its own opens.
package enum Lock: Hashable, Sendable {
    /// The authority's key: needed for cards, certificates and revocations only, kept offline.
    case authority
    /// The keys that the service and everyday sealing need: seal, age identity, log, TLS.
    case service
    /// The identity of a class of readers, such as `health`: neither the service nor other officers open their papers.
    case readers(String)
    /// The personal signing key of the officer with this id.
    case officer(String)
    /// The token with the seal's key: its PIN.
    case sealToken
    /// The token with the signing key of the officer with this id: its PIN.
    case officerToken(String)
}

/// Where passphrases come from.
package protocol PassphraseSource: Sendable {
    /// The passphrase of `lock`.
    ///
    /// Where `isNew`, a passphrase is being chosen, which a person is asked for twice.
    ///
    /// - Throws: `OfficeError` with `locked` where none is to be had.
    func passphrase(for lock: Lock, isNew: Bool) throws -> SecretBytes
}

/// How new keys are kept.
package enum KeyProtection: Sendable {
    /// In age files under the passphrases of their locks.
    case passphrases(any PassphraseSource)
    /// In plain files that only their owner may read: for benchmarks and tests.
    case unprotected
    /// Not here: in a token, where they were made already and stay.
    case token(TokenPlace)

    var token: TokenPlace? {
        if case .token(let place) = self { place } else { nil }
    }
}

/// A signing key in a token, and who knows its PIN.
package struct TokenPlace: Sendable {
    let uri: TokenURI
    let pins: any PassphraseSource

    package init(_ uri: TokenURI, pins: any PassphraseSource) {
        self.uri = uri
        self.pins = pins
    }
}
