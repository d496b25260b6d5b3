// SPDX-License-Identifier: Apache-2.0

package import Dossiers
import Octets
package import Signatures
package import TransparencyLog

/// The offices whose authority has been pinned, each by its newest card.
///
/// Trust fails closed: an office that is not in here, or whose card cannot be used at the moment in question, is not
/// believed, and the two are told apart.
package struct TrustStore: Sendable {
    package let cards: [Card]
    /// Who is believed about time; offices are not.
    package let time: TimeTrust
    /// Who is believed about persons' names, for those whom an office lists.
    package let national: NationalTrust
    private let formerCards: @Sendable (OfficeReference) -> [Card]
    private let rosters = RosterMemory()
    /// What was asked for while verifying, where that was wished.
    private let fetchedLists: [RevocationList]
    private let fetchedResponses: [StatusResponse]

    /// Trusts by `cards`, by `time` about time, and by `national` about names.
    ///
    /// `formerCards` gives the cards that an office had before, of the same authority; it is asked only where
    /// evidence is older than the card in force.
    package init(
        cards: [Card],
        time: TimeTrust = .nobody,
        national: NationalTrust = .nobody,
        formerCards: @escaping @Sendable (OfficeReference) -> [Card] = { _ in [] }
    ) {
        self.init(cards, time, national, [], [], formerCards)
    }

    private init(
        _ cards: [Card],
        _ time: TimeTrust,
        _ national: NationalTrust,
        _ lists: [RevocationList],
        _ responses: [StatusResponse],
        _ formerCards: @escaping @Sendable (OfficeReference) -> [Card]
    ) {
        self.cards = cards
        self.time = time
        self.national = national
        fetchedLists = lists
        fetchedResponses = responses
        self.formerCards = formerCards
    }

    /// The same with what was fetched about revoked certificates; each counts only for whom its authority speaks.
    package func knowing(_ lists: [RevocationList], _ responses: [StatusResponse]) -> TrustStore {
        TrustStore(
            cards,
            TimeTrust(
                anchors: time.anchors,
                revocationLists: time.revocationLists + lists,
                statusResponses: time.statusResponses + responses,
                policies: time.policies
            ),
            national,
            fetchedLists + lists,
            fetchedResponses + responses,
            formerCards
        )
    }

    /// By whom and by what signatures are judged.
    package var signatures: SignatureTrust {
        SignatureTrust(
            anchors: cards.map(\.authority),
            revocationLists: cards.map(\.revocations) + fetchedLists,
            statusResponses: fetchedResponses,
            national: national,
            listings: listings
        )
    }

    /// The rosters of all offices; nil where no card has one.
    private var listings: [SignerListing]? {
        rosters.listings {
            let listing = cards.filter { $0.document.roster != nil }
            return listing.isEmpty
                ? nil : listing.flatMap { $0.listings(former: formerCards($0.reference)) }
        }
    }

    /// The log key of the office by this name: the one in force, else one of a former card.
    ///
    /// A key that was replaced still signed what it signed, so receipts of its time stay good.
    package func logKey(of office: OfficeReference, named name: String) -> VerifierKey? {
        guard let card = card(of: office) else { return nil }
        if let key = card.logKeys.first(where: { $0.name == name }) { return key }
        return formerCards(office).filter { $0.reference == office }.flatMap(\.logKeys)
            .first { $0.name == name }
    }

    /// Whether the head is that of a known office's log, under a key that its cards gave the log.
    func knowsLog(of head: SignedCheckpoint) -> Bool {
        let origin = head.checkpoint.origin
        guard let owner = cards.first(where: { $0.reference.ownsLog(origin) })?.reference,
            let key = logKey(of: owner, named: origin)
        else { return false }
        return (try? head.verify(key)) != nil
    }

    /// Which known offices cosigned the head, and when, as each of them says; a line that does not hold counts for nothing.
    func cosignatures(on head: SignedCheckpoint) -> [(office: OfficeReference, time: Timestamp)] {
        cards.flatMap { card -> [(office: OfficeReference, time: Timestamp)] in
            let office = card.reference
            guard head.note.signatures.contains(where: { $0.name == office.cosignerName }) else { return [] }
            let former = formerCards(office).filter { $0.reference == office }
            return Set(([card] + former).compactMap(\.cosignerKey))
                .compactMap { try? head.cosignedAt(by: $0) }.map { (office, $0) }
        }
    }

    /// The office whose authority issued the certificate, or whose authority it is, as the certificate says.
    func office(claimedBy certificate: Certificate) -> OfficeReference? {
        (cards.first { $0.authority == certificate } ?? card(issuing: certificate))?.reference
    }

    /// What rules about content ask of an office, by its id.
    package var knownOffices: [String: DossierRules.KnownOffice] {
        Dictionary(
            cards.map { card in
                let document = card.document
                let known = DossierRules.KnownOffice(
                    country: document.country,
                    readers: Set(document.recipients.keys)
                )
                return (document.office, known)
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The card of the office with this id.
    package func card(of office: String) -> Card? {
        cards.first { $0.document.office == office }
    }

    /// The card of the office named by `reference`; both its id and its authority must agree.
    package func card(of reference: OfficeReference) -> Card? {
        cards.first { $0.reference == reference }
    }

    /// The card of the office whose authority issued `certificate`, as the certificate says; that it really did is for
    /// the path to show.
    func card(issuing certificate: Certificate) -> Card? {
        cards.first { card in
            card.authority.subject == certificate.issuer
                && card.authority.extensions.subjectKeyIdentifier
                    == certificate.extensions.authorityKeyIdentifier
        }
    }

    /// The office that a passed signature is of; nil where the signature did not pass.
    func office(of signature: JudgedSignature) -> OfficeReference? {
        guard signature.isPassed, let signer = signature.signer else { return nil }
        if let listing = signature.listing {
            return card(of: OfficeReference(office: listing.office, authority: listing.authority))?.reference
        }
        return office(claimedBy: signer)
    }
}
