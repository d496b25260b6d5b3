// SPDX-License-Identifier: Apache-2.0

extension ObjectIdentifier {
    // MARK: Our own, listed in docs/formats/certificates.md

    /// The project's UUID 526212a5-1650-480c-9464-18e24a4d2b96 as the arc under 2.25 (X.667 §7).
    private static let arc: UInt128 = 0x526212a5_1650480c_946418e2_4a4d2b96
    /// The policy of an officer's certificate.
    package static let officerPolicy = ObjectIdentifier(2, 25, arc, 1)
    /// The policy of a seal's certificate.
    package static let sealPolicy = ObjectIdentifier(2, 25, arc, 2)

    // MARK: CMS, RFC 5652 §4 and §11

    static let data = ObjectIdentifier(1, 2, 840, 113_549, 1, 7, 1)
    static let signedData = ObjectIdentifier(1, 2, 840, 113_549, 1, 7, 2)
    static let contentType = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 3)
    static let messageDigest = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 4)
    static let signingTime = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 5)
    static let counterSignature = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 6)

    // MARK: CAdES, RFC 5035 and ETSI EN 319 122-1 §5.2 and §5.3

    static let signingCertificate = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 2, 12)
    static let signingCertificateV2 = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 2, 47)
    static let commitmentType = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 2, 16)
    static let contentTimeStamp = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 2, 20)
    /// id-ct-TSTInfo, RFC 3161 §2.4.2.
    static let timeStampInfo = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 1, 4)
    static let signatureTimeStamp = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 2, 14)
    /// archive-time-stamp-v3, EN 319 122-1 §5.5.3.
    static let archiveTimeStamp = ObjectIdentifier(0, 4, 0, 1733, 2, 4)
    /// ats-hash-index-v3, EN 319 122-1 §5.5.2.
    static let archiveHashIndex = ObjectIdentifier(0, 4, 0, 19122, 1, 5)
    /// ats-hash-index, ETSI TS 101 733 §6.4.2.
    static let olderArchiveHashIndex = ObjectIdentifier(0, 4, 0, 1733, 2, 5)
    static let certificateValues = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 2, 23)
    static let revocationValues = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 2, 24)
    /// id-ri-ocsp-response, RFC 5940 §2.
    static let statusInformation = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 16, 2)
    static let proofOfOrigin = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 6, 1)
    static let proofOfReceipt = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 6, 2)
    static let proofOfApproval = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 6, 5)

    // MARK: Names, RFC 4519

    static let commonName = ObjectIdentifier(2, 5, 4, 3)
    static let countryName = ObjectIdentifier(2, 5, 4, 6)
    static let organizationName = ObjectIdentifier(2, 5, 4, 10)
    static let title = ObjectIdentifier(2, 5, 4, 12)
    static let userIdentifier = ObjectIdentifier(0, 9, 2342, 19_200_300, 100, 1, 1)

    // MARK: Extensions, RFC 5280 §4.2 and §5.2, RFC 9336

    static let subjectKeyIdentifier = ObjectIdentifier(2, 5, 29, 14)
    static let keyUsage = ObjectIdentifier(2, 5, 29, 15)
    static let subjectAlternativeName = ObjectIdentifier(2, 5, 29, 17)
    static let basicConstraints = ObjectIdentifier(2, 5, 29, 19)
    static let listNumber = ObjectIdentifier(2, 5, 29, 20)
    /// When the key is said to have been lost, RFC 5280 §5.3.2.
    static let invalidityDate = ObjectIdentifier(2, 5, 29, 24)
    static let reasonCode = ObjectIdentifier(2, 5, 29, 21)
    static let certificatePolicies = ObjectIdentifier(2, 5, 29, 32)
    static let authorityKeyIdentifier = ObjectIdentifier(2, 5, 29, 35)
    static let extendedKeyUsage = ObjectIdentifier(2, 5, 29, 37)
    package static let serverAuthentication = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 1)
    package static let timeStamping = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 8)
    static let clientAuthentication = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 2)
    static let emailProtection = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 4)
    /// Who may answer for an authority about revoked certificates, RFC 6960 §4.2.2.2.
    static let statusSigning = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 9)
    static let anyPurpose = ObjectIdentifier(2, 5, 29, 37, 0)
    static let distributionPoints = ObjectIdentifier(2, 5, 29, 31)
    static let issuingDistributionPoint = ObjectIdentifier(2, 5, 29, 28)
    static let authorityAccess = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 1, 1)
    /// Where an OCSP responder is, RFC 5280 §4.2.2.1.
    static let statusAccess = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 1)
    package static let documentSigning = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 36)

    // MARK: Algorithms, RFC 5754, 5758 and 8017

    static let sha1 = ObjectIdentifier(1, 3, 14, 3, 2, 26)
    static let sha256 = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 1)
    static let sha384 = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 2)
    static let sha512 = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 3)
    static let ecdsaSHA256 = ObjectIdentifier(1, 2, 840, 10045, 4, 3, 2)
    static let ecdsaSHA384 = ObjectIdentifier(1, 2, 840, 10045, 4, 3, 3)
    static let ecdsaSHA512 = ObjectIdentifier(1, 2, 840, 10045, 4, 3, 4)
    static let rsa = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 1)
    static let mgf1 = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 8)
    static let rsaPSS = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 10)
    static let rsaSHA1 = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 5)
    static let ecdsaSHA1 = ObjectIdentifier(1, 2, 840, 10045, 4, 1)
    static let rsaSHA256 = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 11)
    static let rsaSHA384 = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 12)
    static let rsaSHA512 = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 13)
}
