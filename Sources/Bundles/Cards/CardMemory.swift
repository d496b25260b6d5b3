// SPDX-License-Identifier: Apache-2.0

import Octets

/// Cards that were read before, by the SHA-256 of their bytes: reading one takes a millisecond, and a service needs the
/// same few with every bundle.
///
/// What a card says does not depend on the time, so nothing here grows old; whether a card is still in its folder, and
/// still holds, is asked each time by whoever brings its bytes.
package final class CardMemory: Sendable {
    private let cards = BoundedMemory<Card>(limit: Limits.rememberedCards)

    package init() {}

    /// The card that these bytes are.
    ///
    /// - Throws: as `Card.init(container:)`, each time.
    package func card(container bytes: [UInt8]) throws -> Card {
        let digest = SHA256Digest(of: bytes)
        if let card = cards[digest] { return card }
        let card = try Card(container: bytes)
        cards.remember(card, for: digest)
        return card
    }
}
