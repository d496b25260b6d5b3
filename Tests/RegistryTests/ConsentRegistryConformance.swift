// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Registry
import Testing

/// What every kind of consent registry keeps to.
@Suite struct ConsentRegistryConformance {
    enum Kind: CaseIterable, Sendable {
        case memory
        case sqlite

        func with<R>(_ body: (any ConsentRegistry) async throws -> R) async throws -> R {
            switch self {
            case .memory: try await body(MemoryConsentRegistry())
            case .sqlite:
                try await withTemporaryFolder {
                    try await body(SQLiteRegistry(path: $0 + "/registry.sqlite"))
                }
            }
        }
    }

    private static let dossier = "019a6a0e-5c00-7a11-8b22-3c44d5e6f701"
    private static let other = "019b1f4a-9000-7c21-9d33-4e55f6a7b802"

    private func passing(_ number: Int, _ dossier: String = dossier) -> DossierPassing {
        DossierPassing(
            identity: Sample.identity(number),
            bundle: Sample.bundleID(number),
            dossier: dossier,
            direction: .out,
            authority: Sample.ranong,
            office: "kawthaung",
            passedAt: Sample.time
        )
    }

    private func withdrawal(
        _ scope: RecordedWithdrawal.Scope = .all,
        _ codes: [String] = [],
        dossiers: [String] = [dossier],
        source: RecordedWithdrawal.Source = .officer("preeya")
    ) -> RecordedWithdrawal {
        RecordedWithdrawal(
            withdrawnAt: Sample.time,
            recordedAt: Sample.time.adding(seconds: 60),
            scope: scope,
            codes: codes,
            dossiers: dossiers,
            office: "ranong",
            source: source
        )
    }

    @Test(arguments: Kind.allCases)
    func `who has the papers of a case is found by its number and by each dossier`(kind: Kind) async throws {
        try await kind.with { registry in
            try registry.record(passing(1), caseNumber: "RN-1")
            try registry.record(passing(1, Self.other), caseNumber: "RN-2")
            try registry.record(passing(2, Self.other), caseNumber: "rn-1")
            try registry.record(passing(3, Self.other), caseNumber: "RN-3")
            let ofCase = try registry.passings(caseNumber: "RN-1", dossiers: [])
            #expect(ofCase == [passing(1), passing(2, Self.other)])
            let ofDossier = try registry.passings(caseNumber: "RN-9", dossiers: [Self.other])
            #expect(ofDossier == [passing(2, Self.other), passing(3, Self.other)])
            #expect(try registry.passings(caseNumber: "RN-9", dossiers: []) == [])
        }
    }

    @Test(arguments: Kind.allCases)
    func `a withdrawal is kept once and found by case, dossier and bundle`(kind: Kind) async throws {
        try await kind.with { registry in
            let first = withdrawal()
            let notice = withdrawal(
                .purposes,
                ["return", "follow-up"],
                dossiers: [Self.other],
                source: .notice(Sample.identity(9))
            )
            for _ in 0..<2 {
                try registry.record(first, caseNumber: "RN-1")
                try registry.record(notice, caseNumber: "RN-2")
            }
            #expect(try registry.withdrawals(caseNumber: "RN-1", dossiers: []) == [first])
            #expect(try registry.withdrawals(caseNumber: "RN-1", dossiers: [Self.other]) == [first, notice])
            #expect(try registry.withdrawals(caseNumber: "RN-9", dossiers: []) == [])
            #expect(try registry.withdrawals(ofBundle: Sample.identity(1)) == [])
            // By the dossier that the bundle brought, and by its case.
            try registry.record(passing(1), caseNumber: "RN-9")
            #expect(try registry.withdrawals(ofBundle: Sample.identity(1)) == [first])
            try registry.record(passing(2, "019b1f4a-9000-7c21-9d33-4e55f6a7b8ff"), caseNumber: "RN-2")
            #expect(try registry.withdrawals(ofBundle: Sample.identity(2)) == [notice])
        }
    }

    @Test(arguments: Kind.allCases)
    func `what is no id is not kept`(kind: Kind) async throws {
        try await kind.with { registry in
            let unfit = try #require(throws: RegistryError.self) {
                try registry.record(passing(1, "Su Su Aung"), caseNumber: "RN-1")
            }
            #expect(unfit.code == .unfit)
            #expect(throws: RegistryError.self) {
                try registry.record(withdrawal(dossiers: ["Su Su Aung"]), caseNumber: "RN-1")
            }
            #expect(throws: RegistryError.self) {
                try registry.record(withdrawal(.purposes, ["no code"]), caseNumber: "RN-1")
            }
        }
    }

    @Test func `the file names no case, and marks it unlike another registry does`() async throws {
        try await withTemporaryFolder { folder in
            for name in ["a", "b"] {
                let registry = try SQLiteRegistry(path: folder + "/\(name).sqlite")
                try registry.record(passing(1), caseNumber: "RN-2569-0117")
                try registry.record(withdrawal(), caseNumber: "RN-2569-0117")
            }
            for name in try Folder.names(in: folder) {
                let bytes = try Folder.read(folder + "/" + name, limit: 1 << 24)
                #expect(bytes.firstRange(of: Array("2569-0117".utf8)) == nil)
            }
        }
    }
}
