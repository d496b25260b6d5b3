// SPDX-License-Identifier: Apache-2.0

package import Bundles
import Dossiers
import Files
import Octets
package import Signatures

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
            .filter { !$0.hasPrefix(".") && !isBeside($0) }
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

    /// The cards in a folder in which a person has put card files by any name, or in one of the form above: the newest of
    /// each office, and those before it, which what is older than the newest card still needs.
    ///
    /// - Throws: as `cards(in:)`; `OfficeError` with `otherAuthority` for two authorities of one office.
    package static func gatheredCards(in folder: String) throws -> (newest: [Card], former: [Card]) {
        let names = try Folder.names(in: folder).filter { !$0.hasPrefix(".") && !isBeside($0) }
        guard names.contains(where: { !Folder.isFolder(Folder.join(folder, $0)) }) else {
            let newest = try cards(in: folder)
            return (newest, names.flatMap { allCards(in: Folder.join(folder, $0)) })
        }
        var newest: [String: Card] = [:]
        var all: [Card] = []
        for name in names {
            let card = try Card(container: Folder.read(Folder.join(folder, name), limit: Limits.card))
            all.append(card)
            let office = card.document.office
            if let other = newest[office] {
                guard other.authority == card.authority else {
                    throw OfficeError(.otherAuthority, ["office": office])
                }
                guard card.document.serial > other.document.serial else { continue }
            }
            newest[office] = card
        }
        return (newest.values.sorted { $0.document.office < $1.document.office }, all)
    }

    /// Trust by a folder of a person who has no office.
    ///
    /// - Throws: as `gatheredCards`, `time` and `national`.
    package static func trust(in folder: String) throws -> TrustStore {
        let (newest, former) = try gatheredCards(in: folder)
        return TrustStore(
            cards: newest,
            time: try time(in: folder),
            national: try national(in: folder),
            formerCards: { office in former.filter { $0.reference == office } }
        )
    }

    /// Every card of an office's folder that can be read.
    static func allCards(in folder: String) -> [Card] {
        let paths = (try? Office.cards(in: folder)) ?? []
        return paths.compactMap { try? Card(container: Folder.read($0, limit: Limits.card)) }
    }

    /// How a root certificate of time-stamp authorities is named in such a folder: `ANY.tsa.pem`.
    static let timeRootSuffix = ".tsa.pem"

    /// Who is believed about time: the roots in the folder, none where there is none.
    ///
    /// - Throws: `OfficeError` with `damaged` for a file that holds no root.
    package static func time(in folder: String) throws -> TimeTrust {
        let roots = try Folder.names(in: folder).filter { $0.hasSuffix(timeRootSuffix) && !$0.hasPrefix(".") }
        return TimeTrust(anchors: try roots.map { try TimeAuthoritySettings.root(Folder.join(folder, $0)) })
    }

    // MARK: National authorities

    /// How a national authority's root is named in such a folder, and a list of one: `ANY.national.pem`,
    /// `ANY.national.crl`.
    private static let nationalSuffix = ".national.pem"
    private static let nationalListSuffix = ".national.crl"

    /// What lies in the folder beside the cards.
    private static func isBeside(_ name: String) -> Bool {
        [timeRootSuffix, nationalSuffix, nationalListSuffix].contains { name.hasSuffix($0) }
    }

    /// Who is believed about names: the national roots in the folder, each with the day on which somebody decided so.
    ///
    /// - Throws: `OfficeError` with `damaged` for a file that holds no root or no list.
    package static func national(in folder: String) throws -> NationalTrust {
        let names = try Folder.names(in: folder).filter { !$0.hasPrefix(".") }
        let authorities = try names.filter { $0.hasSuffix(nationalSuffix) }.map { name in
            let path = Folder.join(folder, name)
            let text = String(decoding: try Folder.read(path, limit: Limits.certificate * 2), as: UTF8.self)
            guard let root = try? Certificate(pem: text), root.extensions.isAuthority, root.isSelfIssued
            else {
                throw OfficeError(.damaged, ["path": path])
            }
            return NationalAuthority(root: root, pinnedAt: pinnedAt(text))
        }
        let lists = try names.filter { $0.hasSuffix(nationalListSuffix) }.map { name in
            let path = Folder.join(folder, name)
            let bytes = try Folder.read(path, limit: Limits.revocationList * 2)
            guard let list = try? RevocationList(file: bytes) else {
                throw OfficeError(.damaged, ["path": path])
            }
            return list
        }
        return NationalTrust(authorities: authorities, revocationLists: lists)
    }

    /// The line before the certificate that says when it was last compared.
    static func pinLine(_ time: Timestamp) -> String { pinWords + time.description + "\n" }

    private static let pinWords = "Compared: "

    private static func pinnedAt(_ text: String) -> Timestamp? {
        guard text.hasPrefix(pinWords) else { return nil }
        return Timestamp(String(text.dropFirst(pinWords.count).prefix { !$0.isNewline }))
    }

    static func nationalPath(_ root: SHA256Digest, in folder: String) -> String {
        Folder.join(folder, root.hex + nationalSuffix)
    }

    /// One file for each issuer and part of a list.
    static func nationalListPath(_ list: RevocationList, in folder: String) -> String {
        Folder.join(folder, list.scope.hex + nationalListSuffix)
    }

    static func path(of card: Card, in folder: String) -> String {
        Folder.join(folder, "\(card.document.serial).card.asice")
    }
}
