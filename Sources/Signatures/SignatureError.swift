// SPDX-License-Identifier: Apache-2.0

import Octets

/// Why something could not be read or made, or why a verdict is what it is.
///
/// The same closed list serves both: what throws while a signature is read stands as a reason in the verdict on it.
package struct SignatureError: CodedError, Hashable {
    package enum Code: String, CaseIterable, Sendable {
        // MARK: Reading and making

        /// The bytes are not the DER of what they should be.
        case malformed
        /// The bytes are longer than the limit.
        case tooLarge = "too-large"
        /// A version or form that the profile does not allow.
        case formNotAllowed = "form-not-allowed"
        /// A signature has no signer, or more than one.
        case signerCount = "signer-count"
        /// The signature carries its content; only detached ones are taken.
        case contentInside = "content-inside"
        /// A required signed attribute is absent.
        case attributeMissing = "attribute-missing"
        /// An attribute stands twice or has several values.
        case attributeRepeated = "attribute-repeated"
        /// An attribute that the profile does not know.
        case attributeUnknown = "attribute-unknown"
        /// An attribute's value contradicts the rest of the signature.
        case attributeWrong = "attribute-wrong"
        /// A private key that is damaged or of another kind than P-256.
        case keyNotAccepted = "key-not-accepted"
        /// A key does not belong to the certificate it is used with.
        case keyMismatch = "key-mismatch"
        /// A name is empty, too long or has characters that a certificate cannot hold.
        case nameNotAccepted = "name-not-accepted"
        /// A time of validity ends before it begins or goes beyond the authority's.
        case validityNotAccepted = "validity-not-accepted"
        /// libcrypto failed for a reason of its own.
        case opensslFailed = "library-failed"

        // MARK: Tokens

        /// A token's URI is not of the form that is taken.
        case tokenURIMalformed = "token-uri-malformed"
        /// A token's URI has the PIN in it, or says where it stands.
        case tokenURIHoldsPIN = "token-uri-holds-pin"
        /// The software that speaks with tokens is not installed.
        case tokenSupportMissing = "token-support-missing"
        /// The token's module is not there or cannot be loaded.
        case tokenModuleMissing = "token-module-missing"
        /// The token is not there, or has no such key.
        case tokenKeyMissing = "token-key-missing"
        /// The key in the token is of another kind, or its public part is not there or not its own.
        case tokenKeyUnfit = "token-key-unfit"
        /// The token does not take the PIN.
        case tokenPINWrong = "token-pin-wrong"
        /// The token takes no PIN any more.
        case tokenPINLocked = "token-pin-locked"
        /// The token or its module failed for a reason of its own.
        case tokenFailed = "token-failed"
        /// A key in a token cannot be taken out.
        case tokenKeyStays = "token-key-stays"

        /// The time-stamp authority gives no stamp.
        case stampRefused = "stamp-refused"
        /// The signature has its time-stamp already.
        case stampPresent = "stamp-present"

        // MARK: Reasons of a verdict

        /// Nobody is trusted yet.
        case noAnchors = "no-anchors"
        /// It was not said who may sign.
        case noDemands = "no-demands"
        /// The signed bytes are not there.
        case contentMissing = "content-missing"
        /// The bytes are not those that were signed.
        case contentChanged = "content-changed"
        /// The signature's arithmetic does not hold.
        case signatureBroken = "signature-broken"
        /// The signer's certificate is not in the signature.
        case signerCertificateMissing = "signer-certificate-missing"
        /// The certificate is not the one that the signer named in the signed attributes.
        case signerCertificateSubstituted = "signer-certificate-substituted"
        /// An algorithm is too weak or not known.
        case algorithmNotAccepted = "algorithm-not-accepted"
        /// An algorithm was good enough once, and nothing proves that the signature is as old.
        case algorithmTooWeak = "algorithm-too-weak"
        /// No path leads to an authority that is trusted.
        case authorityUnknown = "authority-unknown"
        /// A path was found and does not hold.
        case pathBroken = "path-broken"
        /// A certificate had expired.
        case certificateExpired = "certificate-expired"
        /// A certificate was not yet valid.
        case certificateNotYetValid = "certificate-not-yet-valid"
        /// The signer's certificate was revoked.
        case certificateRevoked = "certificate-revoked"
        /// An authority's certificate on the path was revoked.
        case authorityRevoked = "authority-revoked"
        /// There is no revocation list of the authority.
        case revocationMissing = "revocation-missing"
        /// The revocation list is out of date.
        case revocationStale = "revocation-stale"
        /// The authority says that the key was lost before it first said so; not counted against an earlier signature.
        case revocationClaimed = "revocation-claimed"
        /// A revocation list inside the signature is not by any authority of it.
        case revocationNotAuthentic = "revocation-not-authentic"
        /// An OCSP answer is not by the certificate's authority or by whom it appointed.
        case statusNotAuthentic = "status-not-authentic"
        /// An OCSP answer is signed with less than SHA-256.
        case statusWeak = "status-weak"
        /// The certificate of an OCSP responder did not hold when it answered.
        case statusResponderExpired = "status-responder-expired"
        /// The responder does not know the certificate.
        case statusUnknown = "status-unknown"
        /// An OCSP answer that was relied on, and of when it is.
        case statusSeen = "status-seen"
        /// A national authority's certificate, and no card here has a roster.
        case rosterMissing = "roster-missing"
        /// The roster that lists the certificate is past its end.
        case rosterStale = "roster-stale"
        /// No office's roster lists the certificate.
        case notListed = "not-listed"
        /// The roster lists the certificate no more.
        case listingEnded = "listing-ended"
        /// The roster listed the certificate only later.
        case listingLater = "listing-later"
        /// More than one office lists the certificate.
        case listedTwice = "listed-twice"
        /// A roster lists the certificate, and its national authority is not believed here.
        case nationalUnknown = "national-unknown"
        /// It was too long ago that somebody here decided to believe the national authority.
        case nationalStale = "national-stale"
        /// A time-stamp is over something else than it stands at.
        case stampMismatch = "stamp-mismatch"
        /// No time-stamp authority is trusted yet.
        case noTimeAnchors = "no-time-anchors"
        /// A time-stamp's authority is not one that is trusted.
        case stampAuthorityUnknown = "stamp-authority-unknown"
        /// A time-stamp's certificate is not one that may stamp.
        case stampSignerNotPermitted = "stamp-signer-not-permitted"
        /// A time-stamp was made under another policy than those that count.
        case stampPolicyNotAccepted = "stamp-policy-not-accepted"
        /// A time-stamp bears a time at which its authority's certificates did not hold.
        case stampOutsideValidity = "stamp-outside-validity"
        /// A time-stamp is later than the moment that is asked about.
        case stampFromFuture = "stamp-from-future"
        /// The certificate is not one that may sign this.
        case signerNotPermitted = "signer-not-permitted"
        /// The signer committed to something else than what is asked.
        case commitmentNotPermitted = "commitment-not-permitted"
    }

    package static let domain = "signature"
    package let code: Code
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments
    }

    /// The error of bytes that are not what they should be at `place`, a name of a field in the standard.
    static func malformed(_ place: String) -> SignatureError {
        SignatureError(.malformed, ["place": place])
    }
}
