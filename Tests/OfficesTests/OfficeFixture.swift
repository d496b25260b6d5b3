// SPDX-License-Identifier: Apache-2.0

import Dossiers
import Files
import Octets
import Offices
import Synchronization

/// The moments, offices and passphrases of these tests.
enum OfficeFixture {
    static let founded = Timestamp("2026-11-20T00:00:00Z")!
    static let now = Timestamp("2026-11-23T04:05:06Z")!

    static func profile(
        _ id: String = "ranong",
        addresses: [String] = [],
        isClassical: Bool = false
    ) throws -> OfficeProfile {
        try OfficeProfile(
            id: id,
            names: CardDocument.Names(
                english: "Border Coordination Centre, Ranong",
                thai: "ศูนย์ประสานงานชายแดน ระนอง"
            ),
            country: "TH",
            addresses: addresses,
            isClassical: isClassical
        )
    }

    /// An office without protection, at `folder/id`.
    static func office(
        _ id: String = "ranong",
        in folder: String,
        isClassical: Bool = false
    ) throws -> Office {
        var random = SystemRandomNumberGenerator()
        return try Office.create(
            home: Folder.join(folder, id),
            profile: profile(id, isClassical: isClassical),
            protection: .unprotected,
            at: founded,
            using: &random
        )
    }
}

/// Passphrases that are always the same; tells which were asked for.
final class FixedPassphrases: PassphraseSource {
    struct Question: Hashable, Sendable {
        let lock: Lock
        let isNew: Bool
    }

    private let answers: [Lock: String]
    private let questions = Mutex<[Question]>([])

    init(_ answers: [Lock: String]) {
        self.answers = answers
    }

    /// What was asked since this was last looked at.
    func takeQuestions() -> [Question] {
        questions.withLock { asked in
            defer { asked = [] }
            return asked
        }
    }

    func passphrase(for lock: Lock, isNew: Bool) throws -> SecretBytes {
        questions.withLock { $0.append(Question(lock: lock, isNew: isNew)) }
        guard let answer = answers[lock] else { throw OfficeError(.locked, ["lock": "\(lock)"]) }
        var bytes = Array(answer.utf8)
        return SecretBytes(taking: &bytes)
    }
}

/// Lends a fresh folder and deletes it afterwards.
func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
    let path = try temporaryFolder()
    defer { try? Folder.deleteTree(path) }
    return try body(path)
}

func temporaryFolder() throws -> String {
    var generator = SystemRandomNumberGenerator()
    let path = "/tmp/andaman-offices-" + String(generator.next(), radix: 36)
    try Folder.create(path)
    return path
}
