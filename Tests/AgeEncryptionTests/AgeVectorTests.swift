// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Octets
import Testing

/// The published vectors of C2SP/CCTV (`THREATS.md` 3), each with its failure class.
@Suite(.enabled(if: !AgeVector.all.isEmpty, "../shared/vectors/age is absent"))
struct AgeVectorTests {
    @Test func `all 104 vectors are there`() {
        #expect(AgeVector.all.count == 104)
    }

    @Test(arguments: AgeVector.all)
    func `a published vector has its outcome and its failure class`(vector: AgeVector) throws {
        let released = MemorySink(limit: .max)
        var outcome = "success"
        do {
            let source: any ByteSource =
                vector.isArmored ? ArmorSource(MemorySource(vector.file)) : MemorySource(vector.file)
            try AgeDecryptingSource.open(source, identities: vector.identities).copyPiecewise(to: released)
        } catch let error as AgeError {
            outcome = failureClass(error.code)
        }
        #expect(outcome == vector.expect)
        if let payload = vector.payload { #expect(SHA256Digest(of: released.bytes) == payload) }
        if payloadIsHeldBack(vector) { #expect(released.bytes.isEmpty) }
    }

    @Test(arguments: AgeVector.all.filter { !$0.isArmored && $0.expect != "header failure" })
    func `a vector's header is written again byte for byte`(vector: AgeVector) throws {
        let header = try LockedAgeFile(reading: MemorySource(vector.file)).header
        #expect(vector.file.starts(with: header.serialized))
        #expect(try AgeHeader(parsing: header.serialized).stanzas == header.stanzas)
    }

    @Test(arguments: AgeVector.all.filter { $0.isArmored && $0.expect == "success" })
    func `a vector's armor is written again but for its white space`(vector: AgeVector) throws {
        let inner = try ArmorSource(MemorySource(vector.file)).readAll(limit: .max)
        let memory = MemorySink(limit: .max)
        let sink = try ArmorSink(to: memory)
        try sink.write(inner)
        try sink.finish()
        let unix = vector.file.filter { $0 != UInt8(ascii: "\r") }
        let spaces = Set(" \t\n".utf8)
        let trimmed = unix.drop { spaces.contains($0) }.reversed().drop { spaces.contains($0) }.reversed()
        #expect(memory.bytes == Array(trimmed) + [UInt8(ascii: "\n")])
    }

    private func payloadIsHeldBack(_ vector: AgeVector) -> Bool {
        ["no match", "HMAC failure", "header failure"].contains(vector.expect)
    }

    private func failureClass(_ code: AgeError.Code) -> String {
        switch code {
        case .malformedHeader, .unsupportedVersion, .headerTooLarge, .tooManyStanzas, .malformedStanza,
            .workFactorTooHigh, .passphraseNotAlone, .missingNonce:
            "header failure"
        case .noMatch: "no match"
        case .headerForged: "HMAC failure"
        case .payloadDamaged, .payloadTruncated, .trailingBytes: "payload failure"
        case .malformedArmor: "armor failure"
        case .malformedRecipient, .malformedIdentity, .noRecipients, .tooManyRecipients, .mixedRecipients,
            .malformedIdentityFile, .identityFileTooLarge, .passphraseNeeded, .wrongPassphrase,
            .opensslFailure:
            code.rawValue
        }
    }
}
