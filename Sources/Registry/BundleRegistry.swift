// SPDX-License-Identifier: Apache-2.0

package import Octets
package import TransparencyLog

/// What was received, decided and sent.
///
/// It holds no personal data. The calls are synchronous and may wait for the disk: make them off the cooperative thread pool. What a call changed
/// is durable when the call returns. One conformance suite (`RegistryConformance` in the tests) holds for every kind of
/// registry.
package protocol BundleRegistry: OfficeLog, SearchRegistry, ConsentRegistry {
    // MARK: Received

    /// The bundle whose manifest has this digest.
    func received(identity: SHA256Digest) throws(RegistryError) -> ReceivedBundle?

    /// The bundle that the sender gave this id: the replay key, kept for ever (THREATS 22). What was refused because the
    /// id was used is not it.
    func received(senderAuthority: SHA256Digest, bundle: String) throws(RegistryError) -> ReceivedBundle?

    /// The bundles of this id (those refused because it was used are found by their identity alone), or whose identity begins with these digits (in lower case), at most two: one is an answer,
    /// two are too many.
    func received(named name: String) throws(RegistryError) -> [ReceivedBundle]

    /// What is here of a bundle, before it is judged; `file` asks again.
    func standing(
        of identity: SHA256Digest,
        senderAuthority: SHA256Digest,
        bundle: String
    ) throws(RegistryError) -> BundleStanding

    /// Gives judged bundles their rows and receipts, all in one transaction, or finds that they have them.
    ///
    /// The leaves of all come into the log first, then its head is signed once, then `makeReceipt` of each new bundle is
    /// called with its own proof, inside the transaction and so never beside another group's. Rows, leaves, head and what
    /// is remembered of dossiers become durable together, before this returns. A request that fails does so alone: what it
    /// spoiled is undone and the others are filed without it. `makeReceipt` must not call this registry, and may be called
    /// a second time.
    ///
    /// - Returns: what came of each request, in their order. Failures are what `makeReceipt` threw, or `RegistryError`:
    ///   `replayed` where the sender used the bundle id for another identity and the facts do not say so (`isReplay`), `erased` where the bundle was erased,
    ///   `unfit` for facts that no registry holds or an empty receipt, `readOnly` while the log is read-only.
    func file(_ requests: [FilingRequest], signedBy signer: NoteSigner) -> [Result<Filing, any Error>]

    /// Received bundles, those filed last first, at most `limit` (at least 1) of them.
    ///
    /// `onlyOpen` asks for those alone that are filed, not erased, and not decided about; `before` is
    /// `ListedBundles.before` of what came before, and nil begins with the newest.
    func receivedBundles(
        onlyOpen: Bool,
        before: Int64?,
        limit: Int
    ) throws(RegistryError) -> ListedBundles<ReceivedBundle>

    /// Keeps an officer's opening of a filed bundle; a bundle that was waiting is opened then.
    ///
    /// - Throws: `RegistryError` with `unknown` where no filed bundle has that identity, `erased` where it was erased.
    func record(_ handover: Handover) throws(RegistryError)

    /// Keeps an officer's opening of a filed bundle with the receipt about it, whose leaf comes into the log in the same
    /// transaction: `makeReceipt` is given the way into it, and must not call this registry.
    ///
    /// - Throws: `RegistryError` with `unknown` where no filed bundle has that identity, `readOnly` as in `file`.
    func recordHandover(
        of identity: SHA256Digest,
        by officer: String,
        at time: Timestamp,
        makeReceipt: (LogAppending) throws -> [UInt8]
    ) throws -> Handover

    /// The openings of a bundle, oldest first.
    func handovers(of identity: SHA256Digest) throws(RegistryError) -> [Handover]

    /// Keeps an officer's decision about a filed bundle and the bundle that answers, which is to be sent, in one
    /// transaction; the bundle is decided then.
    ///
    /// - Throws: `RegistryError` with `unknown` where no filed bundle has that identity, `erased` where it was erased,
    ///   `decided` where it was accepted or rejected before, `unfit` where the two are not about the same answer.
    func decide(_ answer: CaseAnswer, sending outgoing: OutgoingBundle) throws(RegistryError)

    /// Our decisions about a bundle, oldest first: any number of times questions, then at most one that is final.
    func answers(to identity: SHA256Digest) throws(RegistryError) -> [CaseAnswer]

    /// The filed bundles that answer a bundle of ours, oldest first, of the office that it was sent to: what any other
    /// office says about it does not count.
    func replies(
        to identity: SHA256Digest,
        from senderAuthority: SHA256Digest
    ) throws(RegistryError) -> [ReceivedBundle]

    /// Tells whether a filed bundle has its sealed file under this digest in the store.
    func holdsFile(_ digest: SHA256Digest) throws(RegistryError) -> Bool

    /// Keeps that a bundle is erased, and returns the digest of the sealed file that is to be deleted now; nil where no
    /// filed bundle has that identity.
    ///
    /// Its search marks go. The row stays with its receipts and digests, so that what they prove can be checked, and the same bundle is not
    /// filed again, whether or not its row is there: a backup may be older. The same erasure a second time changes nothing,
    /// and returns the digest again.
    func erase(_ erasure: Erasure) throws(RegistryError) -> SHA256Digest?

    /// The erasure of a bundle; nil where it was not erased.
    func erasure(of identity: SHA256Digest) throws(RegistryError) -> Erasure?

    // MARK: Sent

    /// Keeps a bundle that is to be delivered; one that is kept already stays as it is.
    func record(_ outgoing: OutgoingBundle) throws(RegistryError)

    /// The bundle of this identity on its way to this office.
    func outgoing(
        identity: SHA256Digest,
        recipientAuthority: SHA256Digest
    ) throws(RegistryError) -> OutgoingBundle?

    /// The bundles whose next try, or next question for receipts, is due at `time`, the one that is due longest first, at
    /// most `limit` of them.
    func dueBundles(at time: Timestamp, limit: Int) throws(RegistryError) -> [OutgoingBundle]

    /// Tells whether the sealed file of this digest is still to be sent to somebody.
    func needsOutgoingFile(_ digest: SHA256Digest) throws(RegistryError) -> Bool

    /// Bundles that were sent or are to be sent, the newest first, at most `limit` (at least 1) of them.
    ///
    /// `onlyOpen` asks for those alone that may still wait for something: a receipt, or an answer that was asked for;
    /// `before` is as in `receivedBundles`.
    func outgoingBundles(
        onlyOpen: Bool,
        before: Int64?,
        limit: Int
    ) throws(RegistryError) -> ListedBundles<OutgoingBundle>

    /// The outgoing bundles of this id, or whose identity begins with these digits (in lower case): an entry for each
    /// receiver.
    func outgoing(named name: String) throws(RegistryError) -> [OutgoingBundle]

    /// Keeps that a bundle of ours was erased here: it is sent to nobody any more. Returns the digest of the sealed file
    /// that is to be deleted now; nil where no outgoing bundle has that identity.
    func eraseOutgoing(_ identity: SHA256Digest, at time: Timestamp) throws(RegistryError) -> SHA256Digest?

    /// Keeps how far an outgoing bundle has come, and counts the try that brought it there, if one did.
    ///
    /// - Throws: `RegistryError` with `unknown` where there is no such outgoing bundle.
    func record(
        _ progress: OutgoingBundle.Progress,
        after attempt: OutgoingBundle.Attempt?,
        identity: SHA256Digest,
        recipientAuthority: SHA256Digest
    ) throws(RegistryError)

    /// Keeps a receipt that came for an outgoing bundle; the same bytes a second time change nothing.
    ///
    /// - Throws: `RegistryError` with `unknown` where there is no such outgoing bundle, `receiptsFull` beyond
    ///   `Limits.receiptsOfBundleSize`.
    func record(_ receipt: CollectedReceipt) throws(RegistryError)

    /// The receipts that came for an outgoing bundle, in the order of their coming.
    func collectedReceipts(of identity: SHA256Digest) throws(RegistryError) -> [CollectedReceipt]

    // MARK: The whole

    func figures() throws(RegistryError) -> RegistryFigures

    /// Finds out quickly whether the registry can be read and written.
    func check() throws(RegistryError)
}

extension BundleRegistry {
    /// Every receipt that we gave for a bundle, in the order of their making: the one that answered it, then those of its
    /// openings, then that of its erasure.
    package func receipts(of identity: SHA256Digest) throws(RegistryError) -> [[UInt8]] {
        var receipts: [[UInt8]] = []
        if let bundle = try received(identity: identity) { receipts.append(bundle.receipt) }
        receipts += try handovers(of: identity).map(\.receipt)
        if let erasure = try erasure(of: identity) { receipts.append(erasure.receipt) }
        return receipts
    }
}
