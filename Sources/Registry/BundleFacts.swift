// SPDX-License-Identifier: Apache-2.0

package import Octets

/// What is known of a received bundle before it has a receipt.
package struct BundleFacts: Hashable, Sendable {
    /// The judgement, which is final.
    package enum Decision: String, CaseIterable, Sendable {
        /// The sealed file is in the store.
        case filed
        /// The sealed file was not kept.
        case refused
    }

    /// The SHA-256 of the bundle's `META-INF/ASiCManifest001.xml`.
    package let identity: SHA256Digest
    /// The SHA-256 of the certificate of the sender's authority.
    package let senderAuthority: SHA256Digest
    /// The sender's office id.
    package let senderOffice: String
    /// The bundle id: a UUID in lower case.
    package let bundle: String
    /// The SHA-256 of the sealed file, by which the store keeps it; of nothing where the envelope alone was refused.
    package let fileDigest: SHA256Digest
    /// The size of the sealed file, in bytes; 0 where the envelope alone was refused.
    package let fileSize: UInt64
    package let receivedAt: Timestamp
    package let decision: Decision
    /// Whether it is refused because its id stands for another bundle of its sender: it is found by its identity alone, and
    /// the id goes on being the other's (THREATS 22).
    package let isReplay: Bool
    /// What the dossier says about a bundle that it answers; nil where it answers none.
    package let reply: CaseReply?

    package init(
        identity: SHA256Digest,
        senderAuthority: SHA256Digest,
        senderOffice: String,
        bundle: String,
        fileDigest: SHA256Digest,
        fileSize: UInt64,
        receivedAt: Timestamp,
        decision: Decision,
        isReplay: Bool = false,
        reply: CaseReply? = nil
    ) {
        self.identity = identity
        self.senderAuthority = senderAuthority
        self.senderOffice = senderOffice
        self.bundle = bundle
        self.fileDigest = fileDigest
        self.fileSize = fileSize
        self.receivedAt = receivedAt
        self.decision = decision
        self.isReplay = isReplay
        self.reply = reply
    }

    /// Refuses what no registry may hold, so that every kind of registry refuses the same.
    func check() throws(RegistryError) {
        guard BundleID.isWellFormed(bundle) else { throw RegistryError(.unfit, ["name": "bundle"]) }
        guard !senderOffice.isEmpty, senderOffice.utf8.count <= Limits.officeID else {
            throw RegistryError(.unfit, ["name": "senderOffice"])
        }
        guard fileSize <= Limits.containerSize else { throw RegistryError(.unfit, ["name": "fileSize"]) }
        guard !isReplay || decision == .refused else { throw RegistryError(.unfit, ["name": "isReplay"]) }
        try reply?.decision?.check()
    }
}

/// The form of a bundle id.
enum BundleID {
    /// Tells whether `text` is a UUID in its one spelling: lower case, with hyphens (RFC 9562 §4).
    static func isWellFormed(_ text: String) -> Bool {
        let characters = Array(text.utf8)
        guard characters.count == 36 else { return false }
        for (index, character) in characters.enumerated() {
            let isHyphen = [8, 13, 18, 23].contains(index)
            let isDigit =
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(character)
            guard isHyphen ? character == UInt8(ascii: "-") : isDigit else { return false }
        }
        return true
    }
}
