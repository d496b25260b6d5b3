// SPDX-License-Identifier: Apache-2.0

import Octets

/// Why an office's home could not do what was asked.
package struct OfficeError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        /// The folder holds no office.
        case noOffice = "no-office"
        /// The folder holds an office already.
        case officeExists = "office-exists"
        /// A file of the home is not what it should be.
        case damaged
        /// An id is not of the form that ids have.
        case malformedIdentifier = "malformed-identifier"
        /// A name or a role is empty or too long for a certificate.
        case malformedName = "malformed-name"
        /// An address is not `https://HOST[:PORT]`.
        case malformedAddress = "malformed-address"
        /// An officer of this id exists already.
        case officerExists = "officer-exists"
        /// There is no such officer.
        case unknownOfficer = "unknown-officer"
        /// There is no such class of readers here.
        case unknownReaders = "unknown-readers"
        /// The class of readers has its identity already.
        case readersExist = "readers-exist"
        /// No passphrase is to be had for a lock.
        case locked
        /// The passphrase does not open the lock.
        case wrongPassphrase = "wrong-passphrase"
        /// No card of this office is trusted.
        case unknownOffice = "unknown-office"
        /// The fingerprint given is neither 40 digits nor twelve words.
        case malformedFingerprint = "malformed-fingerprint"
        /// The fingerprint given is not that of the card.
        case fingerprintMismatch = "fingerprint-mismatch"
        /// Nobody has compared the fingerprint.
        case fingerprintNotCompared = "fingerprint-not-compared"
        /// The card names another authority than the pinned one.
        case otherAuthority = "other-authority"
        /// A card of this serial or a later one is trusted already.
        case olderCard = "older-card"
        /// A time-stamp authority's address is not `http://…` or `https://…`.
        case malformedTimeAddress = "malformed-time-address"
        /// The certificate is not a root that issues time-stamp authorities' certificates.
        case notTimeRoot = "not-time-root"
        /// No time-stamp authority is configured.
        case noTimeAuthority = "no-time-authority"
        /// The certificate is revoked already.
        case revokedAlready = "revoked-already"
        /// The alleged time of a loss is later than now.
        case futureTime = "future-time"
        /// The request or certificate is not for an officer of this office, or nobody here has its key.
        case requestNotAccepted = "request-not-accepted"
        /// The seal's key is in a token, and no token was named for the new one.
        case tokenNotNamed = "token-not-named"
        /// The certificate is not that of a national authority, which issues its own.
        case notNationalRoot = "not-national-root"
        /// No national authority is trusted by this digest.
        case unknownNational = "unknown-national"
        /// A national certificate that cannot be listed.
        case nationalNotAccepted = "national-not-accepted"
        /// The certificate is on the roster already.
        case listedAlready = "listed-already"
        /// The certificate is not on the office's roster.
        case notOnRoster = "not-on-roster"
        /// The office's own card is not added to what it trusts.
        case ownCard = "own-card"
    }

    package static let domain = "office"
    package let code: Code
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments
    }
}
