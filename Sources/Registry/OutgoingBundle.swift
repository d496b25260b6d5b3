// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A bundle of ours on its way to one office; a bundle for two offices is two of these.
package struct OutgoingBundle: Hashable, Sendable {
    /// The last try to deliver it.
    package struct Attempt: Hashable, Sendable {
        package let at: Timestamp
        /// What came of it: `DOMAIN.CODE` of the error or problem, or `delivered` or `refused`, as its receipt says.
        package let code: String

        package init(at: Timestamp, code: String) {
            self.at = at
            self.code = code
        }
    }

    /// How far it has come.
    package enum State: String, CaseIterable, Sendable {
        /// To be tried again.
        case waiting
        /// Put into a folder or onto a stick; its receipt is awaited.
        case carried
        /// A verified receipt says that it was filed.
        case delivered
        /// A verified receipt says that it was refused.
        case refused
        /// Not taken for good, without a receipt; people must act.
        case stopped
        /// The waybill's time ran out without a receipt.
        case expired

        /// Whether a verified receipt has ended it.
        package var isAnswered: Bool { self == .delivered || self == .refused }
        /// Whether its sealed file is still needed.
        package var needsFile: Bool { self == .waiting || self == .carried }
    }

    /// What changes on its way.
    package struct Progress: Hashable, Sendable {
        package var state: State
        /// When it is tried next, or its receiver asked what has become of it; nil where neither is.
        package var nextAttemptAt: Timestamp?
        /// The service's address that the sender named; nil for those in the receiver's card.
        package var address: String?
        /// Where an upload that was begun goes on.
        package var upload: String?
        /// When the receiver decided, as its receipt says.
        package var answeredAt: Timestamp?
        /// Whether its receipt says that people are to answer; nil where there is none yet.
        package var asksAnswer: Bool?

        package init(state: State = .waiting, nextAttemptAt: Timestamp? = nil, address: String? = nil) {
            self.state = state
            self.nextAttemptAt = nextAttemptAt
            self.address = address
        }
    }

    /// The SHA-256 of the bundle's `META-INF/ASiCManifest001.xml`.
    package let identity: SHA256Digest
    /// The SHA-256 of the certificate of the recipient's authority.
    package let recipientAuthority: SHA256Digest
    package let recipientOffice: String
    /// The bundle id: a UUID in lower case.
    package let bundle: String
    package let fileDigest: SHA256Digest
    /// The size of the sealed file, in bytes.
    package let fileSize: UInt64
    /// When it was put into the outbox.
    package let createdAt: Timestamp
    /// The waybill's end, after which nobody takes it.
    package let expiresAt: Timestamp
    /// How many hours the receiver has to answer.
    package let answerHours: Int64
    package var progress: Progress
    package var attempts: Int64 = 0
    package var lastAttempt: Attempt?
    /// When it was erased here; what its receivers have is theirs.
    package var erasedAt: Timestamp?

    package init(
        identity: SHA256Digest,
        recipientAuthority: SHA256Digest,
        recipientOffice: String,
        bundle: String,
        fileDigest: SHA256Digest,
        fileSize: UInt64,
        createdAt: Timestamp,
        expiresAt: Timestamp,
        answerHours: Int64,
        progress: Progress = Progress()
    ) {
        self.identity = identity
        self.recipientAuthority = recipientAuthority
        self.recipientOffice = recipientOffice
        self.bundle = bundle
        self.fileDigest = fileDigest
        self.fileSize = fileSize
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.answerHours = answerHours
        self.progress = progress
    }

    func check() throws(RegistryError) {
        guard BundleID.isWellFormed(bundle) else { throw RegistryError(.unfit, ["name": "bundle"]) }
        guard !recipientOffice.isEmpty, recipientOffice.utf8.count <= Limits.officeID else {
            throw RegistryError(.unfit, ["name": "recipientOffice"])
        }
        guard fileSize <= Limits.containerSize else { throw RegistryError(.unfit, ["name": "fileSize"]) }
    }
}
