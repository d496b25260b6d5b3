// SPDX-License-Identifier: Apache-2.0

package import Bundles
import Dossiers
import Files
import Octets

/// A folder of trusted cards: one folder for each office, in it every card that was accepted.
///
/// A lawyer who has no office may as well put the card files into one folder: `verify --trust DIR`.
package enum TrustFolder {
    /// The newest card of each office; `memory` keeps what was read for the next time.
    ///
    /// Whatever is not as it should be is an error, never an office less (`THREATS.md` 26): also a folder that is not
    /// there, and a card that lies where none is looked for.
    ///
    /// - Throws: `FileError`; what reading a card throws; `OfficeError` with `damaged` for a file that is out of place.
    package static func cards(in folder: String, memory: CardMemory = CardMemory()) throws -> [Card] {
        try Folder.names(in: folder)
            .filter { !$0.hasPrefix(".") }
            .compactMap { office -> Card? in
                let path = Folder.join(folder, office)
                guard Folder.isFolder(path) else { throw OfficeError(.damaged, ["path": path]) }
                guard let newest = try Office.cards(in: path).last else {
                    // Empty is what an addition leaves that was cut off before its card was written.
                    let isEmpty = try Folder.names(in: path).allSatisfy { $0.hasPrefix(".") }
                    guard isEmpty else { throw OfficeError(.damaged, ["path": path]) }
                    return nil
                }
                let card = try memory.card(container: Folder.read(newest, limit: Limits.card))
                guard card.document.office == office, newest == Self.path(of: card, in: path) else {
                    throw OfficeError(.damaged, ["path": newest])
                }
                return card
            }
    }

    /// The newest card of each office, from a folder in which a person has put card files by any name, or from one of the
    /// form above.
    ///
    /// - Throws: as `cards(in:)`; `OfficeError` with `otherAuthority` for two authorities of one office.
    package static func gatheredCards(in folder: String) throws -> [Card] {
        let names = try Folder.names(in: folder).filter { !$0.hasPrefix(".") }
        guard names.contains(where: { !Folder.isFolder(Folder.join(folder, $0)) }) else {
            return try cards(in: folder)
        }
        var newest: [String: Card] = [:]
        for name in names {
            let card = try Card(container: Folder.read(Folder.join(folder, name), limit: Limits.card))
            let office = card.document.office
            if let other = newest[office] {
                guard other.authority == card.authority else {
                    throw OfficeError(.otherAuthority, ["office": office])
                }
                guard card.document.serial > other.document.serial else { continue }
            }
            newest[office] = card
        }
        return newest.values.sorted { $0.document.office < $1.document.office }
    }

    /// Every card of an office's folder that can be read.
    static func allCards(in folder: String) -> [Card] {
        let paths = (try? Office.cards(in: folder)) ?? []
        return paths.compactMap { try? Card(container: Folder.read($0, limit: Limits.card)) }
    }

    static func path(of card: Card, in folder: String) -> String {
        Folder.join(folder, "\(card.document.serial).card.asice")
    }
}
