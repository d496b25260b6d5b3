// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import JSONSchema
import Octets
import Offices
import ReceivingService
import Registry
import TransparencyLog

extension ConsentRegistry {
    /// The withdrawals on record about the dossier with this root.
    func withdrawals(touching root: JSONValue) throws -> [RecordedWithdrawal] {
        try withdrawals(
            caseNumber: WithdrawalLookup.caseNumber(of: root),
            dossiers: WithdrawalLookup.dossiers(of: root)
        )
    }
}

extension Office {
    /// What is on record of withdrawn consents; an office that has kept nothing yet has nothing on record.
    func withdrawalLookup() throws -> WithdrawalLookup {
        try ServiceFolder.existingRegistry(of: self)?.withdrawalLookup ?? .none
    }

    /// What `OfficeLog.carriedCheckpoint(at:)` says; nil also where there is no log, as on an officer's own computer.
    func carriedCheckpoint(at moment: Timestamp) throws -> [UInt8]? {
        try ServiceFolder.existingRegistry(of: self)?.carriedCheckpoint(at: moment)
    }
}

extension OfficeLog {
    /// The head of the office's log that another office cosigned last: signed along, it proves that the signature is
    /// younger (`docs/time.md`); nil where no office has cosigned one.
    func carriedCheckpoint(at moment: Timestamp) throws -> [UInt8]? {
        try newestCosignedHead(at: moment)?.head.bytes
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
