// SPDX-License-Identifier: Apache-2.0

import JSONSchema

/// Something that a rule found in a dossier: the place and what is wrong, never what stands there.
package struct Finding: Hashable, Sendable {
    package enum Severity: String, Sendable {
        /// The dossier may not be signed, sealed or filed.
        case error
        /// A person should look at it.
        case warning
        /// Nothing is wrong; it is told so that people can prepare.
        case note
    }

    package enum Code: String, CaseIterable, Sendable {
        // The documents themselves.
        case documentInvalid = "document-invalid"
        case fieldUnfilled = "field-unfilled"
        case kindUnknown = "kind-unknown"
        case kindNotInDossier = "kind-not-in-dossier"
        case listDiffers = "list-differs"
        case caseDiffers = "case-differs"

        // The procedure and its papers.
        case procedureUnknown = "procedure-unknown"
        case stepUnknown = "step-unknown"
        case categoryNotOfProcedure = "category-not-of-procedure"
        case paperMissing = "paper-missing"
        case paperNotAllowed = "paper-not-allowed"
        case quorumNotMet = "quorum-not-met"
        case victimPaperInSuspectDossier = "victim-paper-in-suspect-dossier"
        case suspectPaperInVictimDossier = "suspect-paper-in-victim-dossier"
        case replyMissing = "reply-missing"
        case handoverNotCompleted = "handover-not-completed"
        case manifestTotalsDiffer = "manifest-totals-differ"
        case manifestWithoutPerson = "manifest-without-person"
        case overrideNotAllowed = "override-not-allowed"
        case overridden
        case nextStepNeeds = "next-step-needs"
        case wholeNeeds = "whole-needs"

        // The offices.
        case officesSame = "offices-same"
        case receiverNotNamed = "receiver-not-named"
        case officeNotOfProcedure = "office-not-of-procedure"

        // Classes of readers.
        case classInTheOpen = "class-in-the-open"
        case classUnknown = "class-unknown"
        case classWithoutReader = "class-without-reader"

        // Consent and what may stand in its place.
        case consentMissing = "consent-missing"
        case consentRefused = "consent-refused"
        case consentWithdrawn = "consent-withdrawn"
        case withdrawalRecorded = "withdrawal-recorded"
        case consentExpired = "consent-expired"
        case consentNotYetTaken = "consent-not-yet-taken"
        case consentOtherOffice = "consent-other-office"
        case consentOtherPurpose = "consent-other-purpose"
        case consentOtherCategory = "consent-other-category"
        case consentWithoutWarning = "consent-without-warning"
        case legalBasisMissing = "legal-basis-missing"
        case legalBasisAfterRefusal = "legal-basis-after-refusal"
        case legalBasisBesideConsent = "legal-basis-beside-consent"
        case legalBasisDiffers = "legal-basis-differs"
        case legalBasisNotRecorded = "legal-basis-not-recorded"

        // A child.
        case childWithoutGuardian = "child-without-guardian"
        case childConsentsAlone = "child-consents-alone"
        case childWithoutAssent = "child-without-assent"
        case childAssentRefused = "child-assent-refused"
        case childWithoutBestInterests = "child-without-best-interests"
        case childScreenedForMeans = "child-screened-for-means"
        case childNotMarked = "child-not-marked"

        // Names, numbers and dates.
        case zawgyiSuspected = "zawgyi-suspected"
        case zawgyiPossible = "zawgyi-possible"
        case buddhistYear = "buddhist-year"
        case thaiIDCheck = "thai-id-check"
        case nrcUnparsed = "nrc-unparsed"
        case paperNumberDiffers = "paper-number-differs"
        case phoneForm = "phone-form"
        case nameScript = "name-script"

        // The signers.
        case signerNotEntitled = "signer-not-entitled"
        case signerOutOfOrder = "signer-out-of-order"
        case signerMissing = "signer-missing"
        case signerTwice = "signer-twice"
    }

    /// The section of the catalogue that has the sentences.
    package static let domain = DossierError.domain

    package let code: Code
    package let severity: Severity
    /// The document's name as it was given.
    package let document: String?
    /// The place in it, a JSON Pointer.
    package let pointer: String?
    /// What the sentence's placeholders stand for, `document` and `pointer` among them.
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    init(
        _ code: Code,
        _ severity: Severity = .error,
        in document: String? = nil,
        at pointer: JSONPointer? = nil,
        _ arguments: [String: String] = [:]
    ) {
        self.code = code
        self.severity = severity
        self.document = document
        self.pointer = pointer.map(Self.bounded)
        var arguments = arguments
        arguments["document"] = document
        arguments["pointer"] = self.pointer.map { $0.isEmpty ? "/" : $0 }
        self.arguments = arguments
    }

    /// The place itself, or the nearest around it whose pointer is not longer than 500 characters.
    ///
    /// A pointer ends in a name out of the document, which may be as long as its writer likes.
    private static func bounded(_ pointer: JSONPointer) -> String {
        var pointer = pointer
        while pointer.description.unicodeScalars.count > 500 { pointer.tokens.removeLast() }
        return pointer.description
    }

    /// `text` where it looks like a code, else a question mark: a sentence repeats no content.
    static func code(_ text: String?) -> String {
        let isCode =
            (1...64).contains(text?.utf8.count ?? 0)
            && text?.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            } == true
        return isCode ? text ?? "?" : "?"
    }
}
