// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Whom a verifier believes about time: roots of time-stamp authorities, nobody else's.
///
/// They are apart from the offices' authorities: who may sign a dossier may not tell the time, and the other way round.
package struct TimeTrust: Hashable, Sendable {
    /// Roots that issue time-stamp authorities' certificates; never such a certificate itself.
    package let anchors: [Certificate]
    package let revocationLists: [RevocationList]
    package let statusResponses: [StatusResponse]
    /// The policies whose stamps count; empty asks for none.
    package let policies: Set<ObjectIdentifier>

    package init(
        anchors: [Certificate],
        revocationLists: [RevocationList] = [],
        statusResponses: [StatusResponse] = [],
        policies: Set<ObjectIdentifier> = []
    ) {
        self.anchors = anchors
        self.revocationLists = revocationLists
        self.statusResponses = statusResponses
        self.policies = policies
    }

    /// Believes nobody.
    package static let nobody = TimeTrust(anchors: [])
}

/// What a time-stamp is over.
package enum StampedContent: Sendable {
    case bytes([UInt8])
    /// A long file, of which only this digest was made.
    case sha256(SHA256Digest)
}

extension TimeStampToken {
    /// The outcome of checking a stamp.
    package struct Verdict: Hashable, Sendable {
        /// Absent where the stamp passed.
        package let subIndication: SignatureVerdict.SubIndication?
        package let reasons: [SignatureError]
        /// The authority's certificate, whether or not it may be believed.
        package let authority: Certificate?
        /// What the stamp says of itself; nil where it could not be read.
        package let info: TimeStampInfo?
        /// From the authority to the root; empty where the stamp did not pass.
        package let path: [Certificate]

        package var isPassed: Bool { subIndication == nil }

        /// Before which the stamped bytes existed; nil where the stamp did not pass.
        package var provenNotAfter: Timestamp? { isPassed ? info?.latest : nil }

        /// Whether the stamp is damaged or is over something else, as against one that is sound and whose authority
        /// cannot be believed here and now.
        package var isBroken: Bool {
            switch subIndication {
            case .formatFailure, .hashFailure, .signatureCryptographicFailure, .noSigningCertificateFound,
                .signatureConstraintsFailure:
                true
            default: false
            }
        }
    }

    /// Reads and checks `der`; what cannot be read is a verdict too.
    package static func verify(
        der: [UInt8],
        form: SignatureForm = .foreign,
        over content: StampedContent,
        trust: TimeTrust,
        at moment: Timestamp,
        proven: ProvenInterval = .unknown
    ) -> Verdict {
        do throws(SignatureError) {
            return try TimeStampToken(der: der)
                .verify(form: form, over: content, trust: trust, at: moment, proven: proven)
        } catch {
            let isWeak = error.code == .algorithmNotAccepted
            return Verdict(
                subIndication: isWeak ? .cryptographicConstraintsFailureNoProof : .formatFailure,
                reasons: [error],
                authority: nil,
                info: nil,
                path: []
            )
        }
    }

    /// Checks the stamp completely (`THREATS.md` 16; RFC 3161 §2.2 and §2.3, EN 319 102-1 §5.4).
    ///
    /// In order, what is certain first: the imprint, the certificate by its digest, the signature, the certificate's
    /// purpose (time-stamping alone, critical), the path to a root of `trust`, its validity when the stamp was made and
    /// when it must hold, revocation, the policy. `moment` is when the certificates must hold if nothing is proven about
    /// the token itself; `proven` comes from a later archive time-stamp over it.
    ///
    /// In the `profile`'s form the token is what `trimmed(to:)` makes of it, and nothing looser.
    package func verify(
        form: SignatureForm = .foreign,
        over content: StampedContent,
        trust: TimeTrust,
        at moment: Timestamp,
        proven: ProvenInterval = .unknown
    ) -> Verdict {
        var authority: Certificate?
        do throws(CMSSignature.Failure) {
            try checkImprint(content)
            let certificate = try CMSSignature.certificate(
                of: signer,
                reference: signedAttributes.certificateReference,
                among: certificates,
                found: &authority
            )
            try checkArithmetic(certificate)
            try checkPurpose(certificate)
            let path = try path(from: certificate, trust)
            if form == .profile, (try? trimmed(to: path))?.der != der {
                throw CMSSignature.Failure(
                    .formatFailure,
                    .formNotAllowed,
                    ["place": "TimeStampToken"]
                )
            }
            try checkTimes(path, moment)
            let judge = PathJudge(path: path, moment: moment, proven: proven)
            try judge.checkTimes()
            // A list where there is one; most authorities' lists are not at hand, and a stamp that needed them would be
            // worth nothing offline.
            _ = try judge.checkRevocation(
                RevocationEvidence(
                    lists: trust.revocationLists + revocationLists,
                    responses: trust.statusResponses + statusResponses
                ),
                .whereAvailable
            )
            guard trust.policies.isEmpty || trust.policies.contains(info.policy) else {
                throw CMSSignature.Failure(
                    .chainConstraintsFailure,
                    .stampPolicyNotAccepted,
                    ["policy": info.policy.description]
                )
            }
            return Verdict(subIndication: nil, reasons: [], authority: authority, info: info, path: path)
        } catch {
            return Verdict(
                subIndication: error.subIndication,
                reasons: [error.reason],
                authority: authority,
                info: info,
                path: []
            )
        }
    }

    private func checkImprint(_ content: StampedContent) throws(CMSSignature.Failure) {
        guard info.digestAlgorithm.isStrong else {
            throw CMSSignature.Failure(
                .cryptographicConstraintsFailureNoProof,
                .algorithmNotAccepted,
                ["algorithm": info.digestAlgorithm.name]
            )
        }
        let digest: [UInt8]?
        switch content {
        case .bytes(let bytes): digest = try? info.digestAlgorithm.digest(of: bytes)
        case .sha256(let known): digest = info.digestAlgorithm == .sha256 ? known.bytes : nil
        }
        guard digest == info.imprint else {
            throw CMSSignature.Failure(.hashFailure, .stampMismatch, ["field": "messageImprint"])
        }
    }

    private func checkArithmetic(_ certificate: Certificate) throws(CMSSignature.Failure) {
        guard digestAlgorithm.isStrong, algorithm.digest.isStrong, certificate.publicKey.isStrong else {
            throw CMSSignature.Failure(
                .cryptographicConstraintsFailureNoProof,
                .algorithmNotAccepted,
                ["algorithm": algorithm.digest.isStrong ? certificate.publicKey.kind : algorithm.digest.name]
            )
        }
        guard (try? digestAlgorithm.digest(of: content)) == signedAttributes.messageDigest else {
            throw CMSSignature.Failure(.hashFailure, .contentChanged)
        }
        guard certificate.publicKey.isValid(signatureValue, over: signedAttributes.der, algorithm) else {
            throw CMSSignature.Failure(.signatureCryptographicFailure, .signatureBroken)
        }
    }

    /// The certificate is for time-stamping and for nothing else, and says so critically (RFC 3161 §2.3).
    private func checkPurpose(_ certificate: Certificate) throws(CMSSignature.Failure) {
        let extensions = certificate.extensions
        let usage = extensions.keyUsage
        let field: String? =
            if extensions.extendedKeyUsage != [.timeStamping]
                || !extensions.critical.contains(.extendedKeyUsage)
            {
                "extKeyUsage"
            } else if extensions.isAuthority {
                "basicConstraints"
            } else if let usage, usage.isEmpty || !usage.isSubset(of: [.digitalSignature, .nonRepudiation]) {
                "keyUsage"
            } else {
                nil
            }
        if let field {
            throw CMSSignature.Failure(.chainConstraintsFailure, .stampSignerNotPermitted, ["field": field])
        }
    }

    private func path(from certificate: Certificate, _ trust: TimeTrust) throws(CMSSignature.Failure)
        -> [Certificate]
    {
        guard !trust.anchors.isEmpty else {
            throw CMSSignature.Failure(.noCertificateChainFound, .noTimeAnchors)
        }
        // Never the authority's own certificate as its root: its end would then never come (`THREATS.md` 16).
        let anchors = trust.anchors.filter { $0 != certificate && $0.extensions.isAuthority }
        let outcome = try? CertificatePath.find(
            from: certificate,
            through: certificates,
            to: anchors,
            isStrict: false
        )
        switch outcome {
        case .found(let path) where path.count > 1: return path
        case .weak:
            let arguments = ["algorithm": certificate.publicKey.kind]
            throw CMSSignature.Failure(
                .cryptographicConstraintsFailureNoProof,
                .algorithmNotAccepted,
                arguments
            )
        case .broken(let detail):
            throw CMSSignature.Failure(.certificateChainGeneralFailure, .pathBroken, ["detail": detail])
        default: throw CMSSignature.Failure(.noCertificateChainFound, .stampAuthorityUnknown)
        }
    }

    /// The stamp was made while its path was valid, and not after the moment that is asked about.
    private func checkTimes(_ path: [Certificate], _ moment: Timestamp) throws(CMSSignature.Failure) {
        guard path.allSatisfy({ $0.validity.contains(info.time) }) else {
            throw CMSSignature.Failure(
                .signatureConstraintsFailure,
                .stampOutsideValidity,
                ["time": info.time.description]
            )
        }
        guard info.time <= moment.adding(seconds: Limits.stampClockSkew) else {
            throw CMSSignature.Failure(.noProof, .stampFromFuture, ["time": info.time.description])
        }
    }
}
