// SPDX-License-Identifier: Apache-2.0

import Bundles
import Delivery
import Files
import Octets
import Signatures
import TransparencyLog

/// Evidence of time in files of its own: what lies beside a file under its name, and what `verify --with` names.
struct EvidenceFiles {
    /// The ending of a later proof of a receipt's line, beside the receipt.
    static let proofSuffix = ".tlog-proof"
    private static let bundleSuffix = ".sealed.asice"
    private static let receiptSuffix = ".receipt.asice"
    private static let proofHeading = Array("c2sp.org/tlog-proof@".utf8)

    let trust: TrustStore
    let at: Timestamp
    /// Files that are to count whatever they are called; one that cannot be read is an error.
    let named: [String]

    /// What is known of `file`: the time-stamp `FILE.tst`; of a bundle `X.sealed.asice` the receipts `X.receipt.asice`,
    /// `X.2.receipt.asice` and so on; of a receipt the later proof `FILE.tlog-proof`; and what is named.
    ///
    /// What lies there and cannot be read is handed to `complain`, and counts for nothing.
    func gather(
        beside file: String,
        complain: (any Error, String) -> Void = { _, _ in }
    ) throws -> OutsideEvidence {
        var proofs: [LogProof] = []
        var containers: [(path: String, bytes: [UInt8])] = []
        for path in receipts(beside: file) + [file] {
            let proof = path + Self.proofSuffix
            guard Folder.exists(proof) else { continue }
            do {
                proofs.append(try LogProof(parsing: Folder.read(proof, limit: Limits.logProof)))
            } catch {
                complain(error, proof)
            }
        }
        for path in named {
            let bytes = try Folder.read(path, limit: Limits.receipt)
            if bytes.starts(with: Self.proofHeading) {
                proofs.append(try LogProof(parsing: bytes))
            } else {
                containers.append((path, bytes))
            }
        }
        let known = OutsideEvidence(proofs: proofs)
        var receipts = try containers.map {
            try Receipt(container: $0.bytes, trust: trust, at: at, outside: known)
        }
        for path in self.receipts(beside: file) {
            do {
                let bytes = try Folder.read(path, limit: Limits.receipt)
                receipts.append(try Receipt(container: bytes, trust: trust, at: at, outside: known))
            } catch {
                complain(error, path)
            }
        }
        return OutsideEvidence(stamp: try stamp(beside: file), receipts: receipts, proofs: proofs)
    }

    private func receipts(beside file: String) -> [String] {
        guard file.hasSuffix(Self.bundleSuffix) else { return [] }
        let base = String(file.dropLast(Self.bundleSuffix.count))
        let names = [""] + (2...Limits.receiptsOfBundle).map { ".\($0)" }
        return Array(names.map { base + $0 + Self.receiptSuffix }.prefix { Folder.exists($0) })
    }

    /// The time-stamp over the whole file that lies beside it, judged; nil where there is none.
    private func stamp(beside file: String) throws -> JudgedStamp? {
        let path = file + FileStamping.besideSuffix
        guard Folder.exists(path) else { return nil }
        let verdict = TimeStampToken.verify(
            der: try Folder.read(path, limit: Limits.timeStampToken),
            form: .profile,
            over: .sha256(try FileDigest.sha256(of: file)),
            trust: trust.time,
            at: at
        )
        return JudgedStamp(.file, verdict)
    }
}
