// SPDX-License-Identifier: Apache-2.0

package import Bundles
import Dossiers
import Files
package import Octets
import Signatures

extension Office {
    /// The offices that this one trusts, itself among them.
    ///
    /// A card that cannot be read is an error, never an office less: trust that is unreadable is not trust that was
    /// not given.
    package func trust() throws -> TrustStore {
        let cards = [try card()] + (try trustedCards())
        return TrustStore(
            cards: cards,
            time: try timeAuthority()?.trust ?? .nobody,
            national: try nationalTrust()
        ) { [self] office in
            let folder = office == reference ? layout.cardsFolder : layout.trustFolder(of: office.office)
            return TrustFolder.allCards(in: folder)
        }
    }

    /// The cards of other offices.
    package func trustedCards() throws -> [Card] {
        try TrustFolder.cards(in: layout.trustFolder, memory: cardMemory)
    }

    /// Trusts an office by its card, after people have compared the fingerprint.
    ///
    /// A card of the authority that is pinned already, with a higher serial, needs no comparing.
    ///
    /// `fingerprint` is what the other office read aloud; nil where nobody has.
    ///
    /// - Throws: `OfficeError` with `ownCard`, `otherAuthority`, `olderCard`, `fingerprintNotCompared` or
    ///   `fingerprintMismatch`; `BundleError` with `cardExpired`.
    package func trust(_ card: Card, fingerprint: Fingerprint?, at now: Timestamp) throws {
        let office = card.document.office
        guard office != profile.id else { throw OfficeError(.ownCard, ["office": office]) }
        guard card.isCurrent(at: now) else {
            throw BundleError(.cardExpired, ["office": office, "time": card.document.expires.description])
        }
        let pinned = try trustedCards().first { $0.document.office == office }
        if let pinned {
            guard pinned.authority == card.authority else {
                throw OfficeError(.otherAuthority, ["office": office])
            }
            guard card.document.serial > pinned.document.serial else {
                throw OfficeError(.olderCard, ["office": office, "serial": String(pinned.document.serial)])
            }
        } else {
            guard let fingerprint else { throw OfficeError(.fingerprintNotCompared, ["office": office]) }
            guard fingerprint.matches(card.authority.fingerprint) else {
                throw OfficeError(.fingerprintMismatch, ["office": office])
            }
        }
        // A recipient is tried before a dossier hangs on it.
        try card.tryRecipients()
        let folder = layout.trustFolder(of: office)
        let change = TrustChange(
            event: pinned == nil ? .authorityPinned : .cardAccepted,
            office: office,
            authority: card.authority.fingerprint,
            serial: card.document.serial
        )
        try trustChanges.noting(change, at: now) {
            try Folder.create(folder)
            try Folder.write(card.bytes, to: TrustFolder.path(of: card, in: folder), mode: 0o644)
        }
    }

    /// Stops trusting an office; its cards are deleted.
    ///
    /// - Throws: `OfficeError` with `unknownOffice`.
    package func distrust(_ office: String, at now: Timestamp) throws {
        guard let card = try trustedCards().first(where: { $0.document.office == office }) else {
            throw OfficeError(.unknownOffice, ["office": office])
        }
        let change = TrustChange(
            event: .authorityRemoved,
            office: office,
            authority: card.authority.fingerprint,
            serial: card.document.serial
        )
        try trustChanges.noting(change, at: now) { try Folder.deleteTree(layout.trustFolder(of: office)) }
    }

    /// The card of an office that is trusted.
    ///
    /// - Throws: `OfficeError` with `unknownOffice`.
    package func card(of office: String) throws -> Card {
        try trust().card(named: office)
    }
}

extension TrustStore {
    /// The card of the office with this id.
    ///
    /// - Throws: `OfficeError` with `unknownOffice`.
    package func card(named office: String) throws(OfficeError) -> Card {
        guard let card = card(of: office) else { throw OfficeError(.unknownOffice, ["office": office]) }
        return card
    }
}
