// SPDX-License-Identifier: Apache-2.0

import Dossiers
import Octets
import Signatures
import Synchronization

extension Card {
    /// Whom the office lists and listed: its roster, held against those of its former cards.
    ///
    /// An end counts from when the authority can first have said it: its own date, and not before the newest card that
    /// still lists the certificate. A certificate that a newer card has dropped without an end was listed until the first
    /// card without it.
    func listings(former: [Card]) -> [SignerListing] {
        let history = former.filter { $0.reference == reference && $0.document.serial < document.serial }
            .sorted { $0.document.serial < $1.document.serial }
        let own = (document.roster ?? []).map { entry in
            let listed = history.filter { $0.document.lists(entry.certificate) }.map(\.document.issued)
            return listing(entry, until: entry.until.map { max($0, listed.max() ?? $0) })
        }
        let known = Set(own.map(\.certificate))
        var dropped: [SHA256Digest: SignerListing] = [:]
        for (card, next) in zip(history, history.dropFirst() + [self]) {
            for entry in card.document.roster ?? [] where !known.contains(entry.certificate) {
                let until = entry.until ?? next.document.issued
                dropped[entry.certificate] = listing(entry, until: until)
            }
        }
        return own + dropped.values
    }

    private func listing(_ entry: CardDocument.RosterEntry, until: Timestamp?) -> SignerListing {
        SignerListing(
            certificate: entry.certificate,
            office: document.office,
            authority: authority.fingerprint,
            officer: entry.signer.officer,
            role: entry.signer.role,
            from: entry.from,
            until: until,
            goodUntil: document.expires
        )
    }
}

extension CardDocument {
    /// Whether the roster has the certificate without an end.
    fileprivate func lists(_ certificate: SHA256Digest) -> Bool {
        roster?.contains { $0.certificate == certificate && $0.until == nil } ?? false
    }
}

/// The rosters of one trust store, read once: reading former cards takes a millisecond each.
final class RosterMemory: Sendable {
    private let known = Mutex<[SignerListing]??>(nil)

    func listings(_ read: () -> [SignerListing]?) -> [SignerListing]? {
        known.withLock { known in
            if let known { return known }
            let listings = read()
            known = .some(listings)
            return listings
        }
    }
}
