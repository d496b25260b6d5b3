// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import Files
import JSONSchema
import Octets
import Octets
import Offices
import ReceivingService
import Registry
import TransparencyLog

extension Office {
    private var registryPath: String { Folder.join(serviceFolder, "registry.sqlite") }

    /// The office's memory of who has which papers and which consents were withdrawn; made where there is none yet.
    func consentRegistry() throws -> any ConsentRegistry {
        try Folder.create(serviceFolder)
        return try SQLiteRegistry(path: registryPath, checkingWhole: false, briefly: true)
    }

    /// The head of the office's log that another office cosigned last: signed along, it proves that the signature is
    /// younger (`docs/time.md`); nil where there is none, as on an officer's own computer.
    func carriedCheckpoint(at moment: Timestamp) throws -> [UInt8]? {
        guard Folder.exists(registryPath) else { return nil }
        return try SQLiteRegistry(path: registryPath, checkingWhole: false, briefly: true)
            .newestCosignedHead(at: moment)?.head.bytes
    }

    /// The same where it was made before; an office that has kept nothing yet has nothing on record.
    func presentConsentRegistry() throws -> (any ConsentRegistry)? {
        Folder.exists(registryPath) ? try consentRegistry() : nil
    }

    /// What is on record of withdrawn consents.
    func withdrawalLookup() throws -> WithdrawalLookup {
        try presentConsentRegistry()?.withdrawalLookup ?? .none
    }

    /// The withdrawals on record about the dossier with this root.
    func withdrawals(touching root: JSONValue) throws -> [RecordedWithdrawal] {
        try presentConsentRegistry()?.withdrawals(
            caseNumber: WithdrawalLookup.caseNumber(of: root),
            dossiers: WithdrawalLookup.dossiers(of: root)
        ) ?? []
    }
}

extension Session {
    /// Tells that consent for these papers was withdrawn, each time that it was.
    func say(_ withdrawals: [RecordedWithdrawal], indent: Int = 0) {
        for withdrawal in withdrawals {
            say(
                .commandWithdrawalKnown(
                    office: withdrawal.office,
                    time: withdrawal.withdrawnAt.description
                ),
                indent: indent
            )
        }
    }
}

extension RecordedWithdrawal {
    /// For programs.
    var json: JSONValue {
        .members([
            ("withdrawn", .string(withdrawnAt.description)), ("recorded", .string(recordedAt.description)),
            ("office", .string(office)), ("scope", .string(scope.rawValue)),
            ("codes", .array(codes.map { .string($0) })),
        ])
    }
}
