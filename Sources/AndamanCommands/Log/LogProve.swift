// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Files
import Octets
import Offices
import Registry
import TransparencyLog

/// `log prove RECEIPT`: a new proof that a receipt's line is in the office's log, to a head that others cosigned since.
///
/// The proof inside a receipt is made before anybody could cosign its head. This one goes beside the receipt, which stays as it is.
struct LogProve: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: Help.text(.helpLogProve)
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: OutputOptions

    @Argument(help: ArgumentHelp(Help.text(.helpLogProveReceipt)))
    var receipt: String

    func perform(_ session: Session) throws -> Outcome {
        let path = target.output ?? receipt + EvidenceFiles.proofSuffix
        try target.checkFree(path)
        let office = try session.office()
        let receipt = try Receipt(
            container: Folder.read(receipt, limit: Limits.receipt),
            trust: office.trust(),
            at: session.now
        )
        let registry = try ServiceFolder(office, at: session.now).registry
        guard receipt.document.from == office.reference,
            let cosigned = try registry.newestCosignedHead(at: session.now),
            let hashes = try registry.inclusionProof(
                of: receipt.logProof.index,
                in: cosigned.head.checkpoint.size
            )
        else {
            session.remark(.commandLogNotProvable(path: self.receipt))
            return .missing
        }
        let proof = LogProof(index: receipt.logProof.index, hashes: hashes, checkpoint: cosigned.head)
        // The log may be another one than the receipt was made in.
        guard
            let key = try office.trust().logKey(of: office.reference, named: cosigned.head.checkpoint.origin),
            (try? proof.verify(receipt.leaf, key: key)) != nil
        else {
            session.remark(.commandLogNotProvable(path: self.receipt))
            return .missing
        }
        try Folder.write(proof.bytes, to: path, existing: target.existing)
        session.say(.commandLogProven(path: path, time: cosigned.cosignedAt.description))
        return .done
    }
}
