// SPDX-License-Identifier: Apache-2.0

import Octets
import Signatures

/// An office as tests need it: an authority, an officer and a seal.
struct TestOffice {
    static let start = moment("2026-01-01T00:00:00Z")
    static let now = moment("2026-11-23T04:05:06Z")
    static let content = Array("<ASiCManifest/>".utf8)

    let authorityKey: SigningKey
    let issuer: CertificateIssuer
    let officerKey: SigningKey
    let officer: Certificate
    let sealKey: SigningKey
    let seal: Certificate

    init(_ id: String = "ranong") throws {
        var generator = Counter()
        authorityKey = try .generate()
        issuer = try CertificateIssuer(
            creating: DistinguishedName(country: "TH", office: id, name: "Ranong Shelter Authority"),
            key: authorityKey,
            validity: Self.validity(years: 10),
            using: &generator
        )
        officerKey = try .generate()
        officer = try issuer.issue(
            .officer,
            for: officerKey.publicKey,
            subject: Self.officerName(id),
            validity: Self.validity(years: 2),
            using: &generator
        )
        sealKey = try .generate()
        seal = try issuer.issue(
            .seal,
            for: sealKey.publicKey,
            subject: DistinguishedName(country: "TH", office: id, name: "Ranong Shelter"),
            validity: Self.validity(years: 2),
            using: &generator
        )
    }

    static func officerName(_ id: String = "ranong") throws -> DistinguishedName {
        try DistinguishedName(
            country: "TH",
            office: id,
            name: "สมชาย ใจดี",
            officer: "somchai",
            role: "case-officer"
        )
    }

    static func validity(years: Int64) throws -> Validity {
        try Validity(notBefore: start, notAfter: start.adding(seconds: years * 365 * 86400))
    }

    var authority: Certificate { issuer.certificate }

    /// A list without entries that is fresh for the time of the tests.
    func list(_ entries: [RevocationList.Entry] = [], number: UInt64 = 1) throws -> RevocationList {
        try issuer.revocationList(
            number: number,
            entries: entries,
            thisUpdate: Self.now.adding(seconds: -3600),
            nextUpdate: Self.now.adding(seconds: 86400)
        )
    }

    func trust(_ entries: [RevocationList.Entry] = []) throws -> SignatureTrust {
        try SignatureTrust(anchors: [authority], revocationLists: [list(entries)])
    }

    func sign(
        _ content: [UInt8] = Self.content,
        with certificate: Certificate? = nil,
        commitment: Commitment = .approval
    ) throws -> CMSSignature {
        try CMSSignature.make(
            content: content,
            key: certificate == seal ? sealKey : certificate == authority ? authorityKey : officerKey,
            chain: [certificate ?? officer, authority],
            claimedSigningTime: Self.now,
            commitment: commitment
        )
    }

    func verify(
        _ der: [UInt8],
        form: SignatureForm = .profile,
        content: [UInt8]? = Self.content,
        trust: SignatureTrust? = nil,
        demands: SignatureDemands = .officer,
        at moment: Timestamp = Self.now,
        proven: ProvenInterval = .unknown
    ) throws -> SignatureVerdict {
        try CMSSignature.verify(
            der: der,
            form: form,
            content: content,
            trust: trust ?? self.trust(),
            demands: demands,
            at: moment,
            proven: proven
        )
    }
}

extension SignatureDemands {
    static let officer = SignatureDemands(signers: [.officer], revocation: .required)
}

/// Numbers that are the same in every run.
struct Counter: RandomNumberGenerator {
    private var state: UInt64 = 0x9e37_79b9_7f4a_7c15

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
    }
}

func moment(_ text: String) -> Timestamp { Timestamp(text)! }
