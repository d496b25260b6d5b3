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
        var listing: SignerListing?
        do throws(Failure) {
            if demands.signers?.isEmpty ?? false || demands.commitments?.isEmpty ?? false {
                throw Failure(.policyProcessingError, .noDemands)
            }
            let signer = try signingCertificate(&found)
            try checkArithmetic(content, signer, proven)
            let rosters = RosterJudge(trust, moment: moment, proven: proven)
            listing = rosters.claim(of: signer)
            let (path, national) = try path(from: signer, trust, demands)
            let judge = PathJudge(path: path, moment: moment, proven: proven)
            try judge.checkTimes()
            try checkLists(path)
            if let national {
                listing = try rosters.listing(of: signer, under: national, &notes)
            }
            notes += try judge.checkRevocation(
                RevocationEvidence(
                    lists: trust.revocationLists + trust.national.revocationLists + revocationLists,
                    responses: trust.statusResponses + statusResponses,
                    keepsExpired: national == nil
                ),
                demands.revocation
            )
            try checkDemands(demands, signer, isNational: national != nil)
            return SignatureVerdict(nil, reasons: notes, signature: self, signer: signer, listing: listing)
        } catch {
            return SignatureVerdict(
                error.subIndication,
                reasons: [error.reason] + notes,
                signature: self,
                signer: found,
                listing: listing
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

    /// The path to an office's authority, else to a national one, which is then given too.
    ///
    /// Never through both: an office's authority issues for itself, and nobody above it is asked.
    private func path(
        from signer: Certificate,
        _ trust: SignatureTrust,
        _ demands: SignatureDemands
    ) throws(Failure) -> (path: [Certificate], national: NationalAuthority?) {
        let roots = trust.national.authorities.map(\.root)
        guard !trust.anchors.isEmpty || !roots.isEmpty else {
            throw Failure(.noCertificateChainFound, .noAnchors)
        }
        let own = try find(from: signer, to: trust.anchors, isStrict: demands.signers != nil)
        if case .noAnchor = own {
            switch try find(from: signer, to: roots, isStrict: false) {
            // The state's own certificate is never a person's.
            case .found(let path) where path.count > 1:
                return (path, trust.national.authorities.first { $0.root == path.last })
            case .found, .noAnchor:
                let isListed = trust.listings?.contains { $0.certificate == signer.fingerprint } ?? false
                throw Failure(.noCertificateChainFound, isListed ? .nationalUnknown : .authorityUnknown)
            case let other: return (try Self.require(other, signer), nil)
            }
        }
        return (try Self.require(own, signer), nil)
    }

    private func find(
        from signer: Certificate,
        to anchors: [Certificate],
        isStrict: Bool
    ) throws(Failure) -> CertificatePath.Outcome {
        guard !anchors.isEmpty else { return .noAnchor }
        do throws(SignatureError) {
            return try CertificatePath.find(
                from: signer,
                through: certificates,
                to: anchors,
                isStrict: isStrict
            )
        } catch {
            throw Failure(.generic, error)
        }
    }

    private static func require(
        _ outcome: CertificatePath.Outcome,
        _ signer: Certificate
    ) throws(Failure) -> [Certificate] {
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

    private func checkDemands(
        _ demands: SignatureDemands,
        _ signer: Certificate,
        isNational: Bool
    ) throws(Failure) {
        if isNational {
            // Persons alone: an office's seal and card are its own authority's business.
            let field =
                demands.signers?.contains(.officer) ?? true
                ? NationalProfile.deviation(of: signer) : "certificatePolicies"
            if let field { throw Failure(.chainConstraintsFailure, .signerNotPermitted, ["field": field]) }
        } else if let signers = demands.signers {
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
