// SPDX-License-Identifier: Apache-2.0

package import Octets

extension CMSSignature {
    /// Reads and checks the signature `der` over `content`; what cannot be read is a verdict too.
    package static func verify(
        der: [UInt8],
        form: SignatureForm = .profile,
        content: [UInt8]?,
        trust: SignatureTrust,
        demands: SignatureDemands,
        at moment: Timestamp,
        proven: ProvenInterval = .unknown
    ) -> SignatureVerdict {
        do throws(SignatureError) {
            return try CMSSignature(der: der, form: form)
                .verify(content: content, trust: trust, demands: demands, at: moment, proven: proven)
        } catch {
            return SignatureVerdict(unreadable: error)
        }
    }

    /// Checks the signature over `content` and whether its signer may be believed.
    ///
    /// The steps of EN 319 102-1 §5.3.4, what is certain first: the signer's certificate (§5.2.3), digest and signature
    /// (§5.2.7), the path, its times and revocation (§5.2.6), the demands (§5.2.8). The first step that does not hold
    /// gives the verdict. Time-stamps inside are judged by
    /// `stamps(trust:at:proven:)`; their proof comes in through `proven`.
    /// `content` is nil where it is not to be found. `moment` is when the certificates must hold if nothing is proven:
    /// now, or a time that is asked about.
    package func verify(
        content: [UInt8]?,
        trust: SignatureTrust,
        demands: SignatureDemands,
        at moment: Timestamp,
        proven: ProvenInterval = .unknown
    ) -> SignatureVerdict {
        var found: Certificate?
        var notes: [SignatureError] = []
        do throws(Failure) {
            if demands.signers?.isEmpty ?? false || demands.commitments?.isEmpty ?? false {
                throw Failure(.policyProcessingError, .noDemands)
            }
            let signer = try signingCertificate(&found)
            try checkArithmetic(content, signer, proven)
            let path = try path(from: signer, trust, demands)
            let judge = PathJudge(path: path, moment: moment, proven: proven)
            try judge.checkTimes()
            try checkLists(path)
            notes = try judge.checkRevocation(trust.revocationLists + revocationLists, demands.revocation)
            try checkDemands(demands, signer)
            return SignatureVerdict(nil, reasons: notes, signature: self, signer: signer)
        } catch {
            return SignatureVerdict(
                error.subIndication,
                reasons: [error.reason] + notes,
                signature: self,
                signer: found
            )
        }
    }

    /// Why a step does not hold.
    struct Failure: Error {
        let subIndication: SignatureVerdict.SubIndication
        let reason: SignatureError

        init(_ subIndication: SignatureVerdict.SubIndication, _ reason: SignatureError) {
            self.subIndication = subIndication
            self.reason = reason
        }

        init(
            _ subIndication: SignatureVerdict.SubIndication,
            _ code: SignatureError.Code,
            _ arguments: [String: String] = [:]
        ) {
            self.init(subIndication, SignatureError(code, arguments))
        }
    }

    private func signingCertificate(_ found: inout Certificate?) throws(Failure) -> Certificate {
        try Self.certificate(
            of: signer,
            reference: signedAttributes.certificateReference,
            among: certificates,
            found: &found
        )
    }

    /// Finds the certificate that the signer is named by, and requires it to be the one he named by its digest.
    ///
    /// The certificates inside are not signed: another one with the same key or the same name must not do.
    static func certificate(
        of signer: SignerIdentifier,
        reference: SignedAttributes.CertificateReference?,
        among certificates: [Certificate],
        found: inout Certificate?
    ) throws(Failure) -> Certificate {
        let named = certificates.filter { certificate in
            switch signer {
            case .issuerAndSerial(let issuer, let serial):
                certificate.issuer == issuer && certificate.serial == serial
            case .keyIdentifier(let identifier):
                certificate.extensions.subjectKeyIdentifier == identifier
            }
        }
        found = named.first
        guard !named.isEmpty else { throw Failure(.noSigningCertificateFound, .signerCertificateMissing) }
        guard let reference else {
            // Only other people's signatures come this far without it (EN 319 122-1 §6.3 requires it).
            let attribute = ObjectIdentifier.signingCertificateV2.description
            throw Failure(.signatureConstraintsFailure, .attributeMissing, ["attribute": attribute])
        }
        for certificate in named
        where (try? reference.algorithm.digest(of: certificate.der)) == reference.digest {
            found = certificate
            return certificate
        }
        throw Failure(.noSigningCertificateFound, .signerCertificateSubstituted)
    }

    /// Checks the content's digest, then the signature over the signed attributes (RFC 5652 §5.4 to §5.6).
    private func checkArithmetic(
        _ content: [UInt8]?,
        _ signer: Certificate,
        _ proven: ProvenInterval
    ) throws(Failure) {
        guard let content else { throw Failure(.signedDataNotFound, .contentMissing) }
        do throws(SignatureError) {
            guard try digestAlgorithm.digest(of: content) == signedAttributes.messageDigest else {
                throw SignatureError(.contentChanged)
            }
        } catch {
            throw Failure(error.code == .contentChanged ? .hashFailure : .generic, error)
        }
        guard signer.publicKey.isValid(signatureValue, over: signedAttributes.der, algorithm) else {
            throw Failure(.signatureCryptographicFailure, .signatureBroken)
        }
        // EN 319 102-1 §5.2.8 comes after the arithmetic: a broken signature is broken, however weak.
        let weak: String? =
            if !digestAlgorithm.isStrong || !algorithm.digest.isStrong {
                DigestAlgorithm.insecureSHA1.name
            } else if !signer.publicKey.isStrong {
                signer.publicKey.kind
            } else {
                nil
            }
        if let weak, !AlgorithmPolicy.acceptsEightyBits(proven) {
            throw Failure(.cryptographicConstraintsFailureNoProof, AlgorithmPolicy.refusal(of: weak))
        }
    }

    private func path(
        from signer: Certificate,
        _ trust: SignatureTrust,
        _ demands: SignatureDemands
    ) throws(Failure) -> [Certificate] {
        guard !trust.anchors.isEmpty else { throw Failure(.noCertificateChainFound, .noAnchors) }
        let outcome: CertificatePath.Outcome
        do throws(SignatureError) {
            outcome = try CertificatePath.find(
                from: signer,
                through: certificates,
                to: trust.anchors,
                isStrict: demands.signers != nil
            )
        } catch {
            throw Failure(.generic, error)
        }
        switch outcome {
        case .found(let path): return path
        case .noAnchor: throw Failure(.noCertificateChainFound, .authorityUnknown)
        case .weak:
            let arguments = ["algorithm": signer.publicKey.kind]
            throw Failure(.cryptographicConstraintsFailureNoProof, .algorithmNotAccepted, arguments)
        case .broken(let detail):
            throw Failure(.certificateChainGeneralFailure, .pathBroken, ["detail": detail])
        }
    }

    /// What is carried as a revocation list must be one: a forged list would be passed over like one that says nothing.
    private func checkLists(_ path: [Certificate]) throws(Failure) {
        guard form == .profile else { return }
        let stamps = timeStampTokens.compactMap { try? TimeStampToken(der: $0) }
        let issuers = path + certificates + stamps.flatMap(\.certificates)
        for list in revocationLists where !issuers.contains(where: { list.isAuthentic(under: $0) }) {
            throw Failure(.signatureConstraintsFailure, .revocationNotAuthentic)
        }
    }

    private func checkDemands(_ demands: SignatureDemands, _ signer: Certificate) throws(Failure) {
        if let signers = demands.signers {
            let deviations = signers.sorted { $0.rawValue < $1.rawValue }.map { $0.deviation(of: signer) }
            guard deviations.contains(nil) else {
                let arguments = ["field": deviations.compactMap(\.self).first ?? ""]
                throw Failure(.chainConstraintsFailure, .signerNotPermitted, arguments)
            }
        }
        if let commitments = demands.commitments {
            guard let commitment, commitments.contains(commitment) else {
                let arguments = ["commitment": commitment?.rawValue ?? ""]
                throw Failure(.signatureConstraintsFailure, .commitmentNotPermitted, arguments)
            }
        }
    }
}
