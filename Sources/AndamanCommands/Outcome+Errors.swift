// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
import Bundles
import Delivery
import Dossiers
import Files
import JSONSchema
import Octets
import Offices
import ReceivingService
import Registry
import Signatures
import TransparencyLog

extension Outcome {
    /// How a command ends that failed with `error`; what nobody thought of is an internal fault.
    init(of error: any Error) {
        self =
            switch error {
            case let error as FileError: Self.of(error.code)
            case let error as BundleError: Self.of(error.code)
            case let error as OfficeError: Self.of(error.code)
            case let error as CommandError: Self.of(error.code)
            case let error as AgeError: Self.of(error.code)
            case let error as SignatureError: Self.of(error.code)
            case let error as RegistryError: Self.of(error.code)
            case let error as ServiceError: Self.of(error.code)
            case let error as LogError: Self.of(error.code)
            case is ASiCError, is JSONError, is DossierError, is OctetsError: .malformed
            case let error as DeliveryError: Self.of(error.code)
            default: .internalFault
            }
    }

    private static func of(_ code: FileError.Code) -> Outcome {
        switch code {
        case .missing: .missing
        case .exists: .exists
        case .wrongKind, .unreadableName: .malformed
        case .denied, .full, .failed, .changed: .inputOutput
        }
    }

    private static func of(_ code: BundleError.Code) -> Outcome {
        switch code {
        case .unknownKind, .wrongKind, .strayEntry, .strayFile, .malformedDocument: .malformed
        case .signatureIndeterminate, .unknownSender, .notYet: .indeterminate
        case .noSuchDocument: .missing
        default: .invalid
        }
    }

    private static func of(_ code: OfficeError.Code) -> Outcome {
        switch code {
        case .noTimeAuthority, .noOffice, .unknownOfficer, .unknownOffice, .unknownReaders, .unknownNational:
            .missing
        case .officeExists, .officerExists, .readersExist, .revokedAlready, .listedAlready: .exists
        case .damaged: .malformed
        case .malformedIdentifier, .malformedName, .malformedAddress, .malformedFingerprint,
            .malformedTimeAddress, .futureTime, .tokenNotNamed:
            .usage
        case .locked, .wrongPassphrase, .fingerprintNotCompared: .locked
        case .fingerprintMismatch, .otherAuthority, .olderCard, .ownCard, .notTimeRoot,
            .requestNotAccepted, .notNationalRoot, .nationalNotAccepted, .notOnRoster:
            .invalid
        }
    }

    private static func of(_ code: CommandError.Code) -> Outcome {
        switch code {
        case .passphrasesDiffer, .passphraseTooShort, .emptyPassphrase, .notConfirmed: .locked
        case .malformedTime, .malformedListener, .unknownReason, .malformedPolicy, .nothingToDo,
            .unknownRole, .unknownProcedure, .unknownStep, .unknownField, .noTerminal, .whichOffice,
            .reportName, .reportOneFile, .officerNeeded, .nationalOptions, .malformedDigest,
            .tokenWithoutSeal, .tokenUnprotected:
            .usage
        case .noAddress, .unknownItem, .unknownOutgoing, .noPart, .nothingToVerify,
            .noOpenSSL, .noQRLibrary:
            .missing
        case .rejected, .itemRefused, .noConsent, .itemErased, .notOpened, .notDecidable, .otherOffice,
            .backupUnsigned:
            .invalid
        case .itemDamaged, .notBackup, .backupAltered: .malformed
        case .restored: .unavailable
        case .failedQRCode: .internalFault
        }
    }

    private static func of(_ code: DeliveryError.Code) -> Outcome {
        switch code {
        case .addressMalformed: .usage
        case .noAddress, .carried: .missing
        case .nameTaken: .exists
        case .authorityUnusable: .malformed
        case .unreachable, .notTrusted, .tlsFailed, .timedOut, .interrupted, .answerUnusable: .unavailable
        }
    }

    private static func of(_ code: AgeError.Code) -> Outcome {
        switch code {
        case .noMatch: .locked
        default: .malformed
        }
    }

    private static func of(_ code: SignatureError.Code) -> Outcome {
        switch code {
        case .nameNotAccepted, .tokenURIMalformed, .tokenURIHoldsPIN: .usage
        case .keyMismatch, .tokenSupportMissing, .tokenModuleMissing, .tokenKeyMissing, .tokenKeyUnfit,
            .tokenPINWrong, .tokenPINLocked, .tokenKeyStays:
            .locked
        case .tokenFailed: .inputOutput
        case .stampRefused: .unavailable
        case .opensslFailed: .internalFault
        default: .malformed
        }
    }

    private static func of(_ code: RegistryError.Code) -> Outcome {
        switch code {
        case .full, .unavailable, .busy: .inputOutput
        case .damaged, .newer, .older: .malformed
        case .unknown: .missing
        case .replayed, .erased, .decided, .receiptsFull: .invalid
        case .readOnly: .unavailable
        case .unfit: .internalFault
        }
    }

    private static func of(_ code: LogError.Code) -> Outcome {
        switch code {
        case .unsigned, .signatureInvalid, .originDiffers, .proofInvalid: .invalid
        default: .malformed
        }
    }

    private static func of(_ code: ServiceError.Code) -> Outcome {
        switch code {
        case .portInUse: .unavailable
        case .addressUnusable, .plaintextBeyondLoopback: .usage
        case .tlsUnusable: .locked
        case .notSound: .inputOutput
        default: .internalFault
        }
    }
}
