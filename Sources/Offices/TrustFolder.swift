// SPDX-License-Identifier: Apache-2.0

package import Bundles
import Dossiers
import Files
import Octets

/// A folder of trusted cards: one folder for each office, in it every card that was accepted.
///
/// The same form serves a lawyer who has no office: `verify --trust DIR`.
package enum TrustFolder {
    /// The newest card of each office.
    ///
    /// - Throws: `OfficeError` with `damaged` where cards of one office are of different authorities or out of place.
    package static func cards(in folder: String) throws -> [Card] {
        guard Folder.exists(folder) else { return [] }
        return try Folder.names(in: folder)
            .filter { Folder.isFolder(Folder.join(folder, $0)) && !$0.hasPrefix(".") }
            .compactMap { office -> Card? in
                let path = Folder.join(folder, office)
                guard let newest = try Office.cards(in: path).last else { return nil }
                let card = try Card(container: Folder.read(newest, limit: Limits.card))
                guard card.document.office == office, newest == Self.path(of: card, in: path) else {
                    throw OfficeError(.damaged, ["path": newest])
                }
                return card
            }
    }

    static func path(of card: Card, in folder: String) -> String {
        Folder.join(folder, "\(card.document.serial).card.asice")
    }
}
