// SPDX-License-Identifier: Apache-2.0

import Octets

/// Why a dossier, bundle, receipt or card could not be made or taken.
package struct BundleError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        /// The container is not one of ours.
        case unknownKind = "unknown-kind"
        /// The container is of another kind than the one needed here.
        case wrongKind = "wrong-kind"
        /// Seal, waybill, dossier and office do not belong together (`DESIGN.md` §2 "Binding"): one code for all.
        case binding
        /// The sender's office, or its seal, is not known here.
        case unknownSender = "unknown-sender"
        /// A signature is not valid.
        case signatureInvalid = "signature-invalid"
        /// Whether a signature is valid cannot be said.
        case signatureIndeterminate = "signature-indeterminate"
        /// A listed signer has not signed.
        case signerOwed = "signer-owed"
        /// The officer is not among the listed signers.
        case signerNotListed = "signer-not-listed"
        /// The officer has signed already.
        case alreadySigned = "already-signed"
        /// Somebody signed who is not listed.
        case unlistedSignature = "unlisted-signature"
        /// A rule about content is broken; the findings say which.
        case rulesBroken = "rules-broken"
        /// The card is past its end.
        case cardExpired = "card-expired"
        /// The card is not signed by the authority that it names.
        case cardNotSigned = "card-not-signed"
        /// The card names no recipient of the class that is needed.
        case noRecipient = "no-recipient"
        /// The dossier does not name this office as the receiver.
        case notAddressed = "not-addressed"
        /// The dossier does not come from this office.
        case notSender = "not-sender"
        /// The bundle is past its end.
        case bundleExpired = "bundle-expired"
        /// The bundle was made at a time that is still to come by our clock.
        case notYet = "not-yet"
        /// A stanza's type is not one that the policy allows.
        case encryptionPolicy = "encryption-policy"
        /// The dossier is not what was signed any more, or changed while it was read.
        case changed
        /// The receipt is about another bundle.
        case receiptMismatch = "receipt-mismatch"
        /// The receipt is not in the log of the office that gave it, as far as its proof goes.
        case notLogged = "not-logged"
        /// A time-stamp is damaged, or is over something else.
        case stampBroken = "stamp-broken"
        /// A time-stamp authority's answer proves nothing here.
        case stampNotTrusted = "stamp-not-trusted"
        /// A container of this kind is never written anew.
        case neverRewritten = "never-rewritten"
        /// The file is not valid as it is, so that further evidence would prove nothing.
        case notRenewable = "not-renewable"
        /// A document is not what was signed.
        case documentAltered = "document-altered"
        /// A document that was signed is not there.
        case documentMissing = "document-missing"
        /// A document that was signed was not read.
        case documentUnread = "document-unread"
        /// The digest of a document is by a method not known here.
        case digestUnknown = "digest-unknown"
        /// The digest of a document is by a method that is too weak to prove anything.
        case digestWeak = "digest-weak"
        /// A manifest or signature in the container is of a kind that is not checked here, or lacks its other half.
        case signatureUnread = "signature-unread"
        /// There is no such document in the dossier.
        case noSuchDocument = "no-such-document"
        /// A document that was signed is neither in the extract nor declared withheld.
        case extractGap = "extract-gap"
        /// What the extract says of itself is not what it holds.
        case extractMismatch = "extract-mismatch"
        /// The extract is signed by somebody else than it says.
        case extractMaker = "extract-maker"
        /// A receipt in the extract is about another dossier, or not good.
        case extractReceipt = "extract-receipt"
        /// The container holds an entry that a dossier does not have.
        case strayEntry = "stray-entry"
        /// A document is in the container that no signature covers.
        case notCovered = "not-covered"
        /// The referral lists other files than the container holds.
        case listMismatch = "list-mismatch"
        /// A document of the dossier cannot be read.
        case malformedDocument = "malformed-document"
        /// A name in the folder is not a document of the dossier.
        case strayFile = "stray-file"
    }

    package static let domain = "bundle"
    package let code: Code
    package let arguments: [String: String]
    /// What is wrong in detail, where there is more to say than one sentence.
    package let reasons: [Reason]
    package var codeName: String { code.rawValue }

    package init(_ code: Code, _ arguments: [String: String] = [:], reasons: [Reason] = []) {
        self.code = code
        self.arguments = arguments
        self.reasons = reasons
    }
}
