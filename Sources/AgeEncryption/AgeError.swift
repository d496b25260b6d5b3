// SPDX-License-Identifier: Apache-2.0

import Octets

/// Why an age file, a recipient or an identity was not taken.
///
/// The codes keep apart the failure classes of the C2SP test vectors: header, no match, HMAC, armor, payload.
package struct AgeError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        // MARK: The header

        /// The header is not of the form of age v1.
        case malformedHeader = "malformed-header"
        /// The file is of another version of age.
        case unsupportedVersion = "unsupported-version"
        /// The header, or a line of it, is longer than the limit.
        case headerTooLarge = "header-too-large"
        /// The header has more stanzas than the limit.
        case tooManyStanzas = "too-many-stanzas"
        /// A stanza of a type that we know is not of its form, or its key exchange gave nothing.
        case malformedStanza = "malformed-stanza"
        /// A passphrase's stanza asks for more work than the limit.
        case workFactorTooHigh = "work-factor-too-high"
        /// A passphrase's stanza does not stand alone.
        case passphraseNotAlone = "passphrase-not-alone"
        /// The header was changed after it was made.
        case headerForged = "header-forged"
        /// The file ends where the payload's nonce should stand.
        case missingNonce = "missing-nonce"
        /// No identity opens the file.
        case noMatch = "no-match"

        // MARK: The payload

        /// A piece of the payload was changed, or is out of its place.
        case payloadDamaged = "payload-damaged"
        /// The payload ends before its final piece.
        case payloadTruncated = "payload-truncated"
        /// Something follows the final piece.
        case trailingBytes = "trailing-bytes"

        // MARK: Armor

        /// The text around the file is not strict armor.
        case malformedArmor = "malformed-armor"

        // MARK: Keys and writing

        /// The text is not a recipient, or its key is of no use.
        case malformedRecipient = "malformed-recipient"
        /// The text is not an identity.
        case malformedIdentity = "malformed-identity"
        /// There is nobody to encrypt to.
        case noRecipients = "no-recipients"
        /// There are more recipients than a reader takes.
        case tooManyRecipients = "too-many-recipients"
        /// The recipients are of kinds that must not share a file.
        case mixedRecipients = "mixed-recipients"

        // MARK: Identity files

        /// A line of an identity file is not an identity, or there is none.
        case malformedIdentityFile = "malformed-identity-file"
        /// The identity file is longer than the limit.
        case identityFileTooLarge = "identity-file-too-large"
        /// The identity file is under a passphrase, and none was given.
        case passphraseNeeded = "passphrase-needed"
        /// The passphrase does not open the identity file.
        case wrongPassphrase = "wrong-passphrase"

        /// The cryptographic library failed by itself.
        case opensslFailure = "library-failure"
    }

    package static let domain = "age"
    package let code: Code
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments
    }
}
