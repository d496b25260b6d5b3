// SPDX-License-Identifier: Apache-2.0

import Bundles
import Catalogue
import Delivery
import Dossiers
import Octets
import Registry

extension DeliveryOutcome {
    /// Says what came of a try, and how a command ends that made it.
    ///
    /// `receiptPath` is where the receipt was written for the person who asked; nil where nobody did.
    @discardableResult
    func tell(_ session: Session, _ entry: OutgoingBundle, receiptPath: String? = nil) -> Outcome {
        let office = entry.recipientOffice
        switch self {
        case .answered(let receipt, let isDuplicate):
            let (path, time) = (receiptPath ?? entry.bundle, receipt.document.time.description)
            guard receipt.document.decision != .refused else {
                let codes = receipt.document.codes.joined(separator: ", ")
                session.remark(.commandRefused(code: codes, office: office, path: path))
                return .invalid
            }
            if receiptPath == nil {
                session.say(.commandDeliveredLater(bundle: entry.bundle, office: office, time: time))
            } else if isDuplicate {
                session.say(.commandDeliveredBefore(office: office, path: path, time: time))
            } else {
                session.say(.commandDelivered(office: office, path: path, time: time))
            }
            return .done
        case .asked(let receipts):
            for receipt in receipts {
                let state = CaseState(events: [receipt.document.event.rawValue], outcome: nil)
                session.say(
                    .commandCaseNews(
                        bundle: entry.bundle,
                        office: office,
                        state: session.text(state == .filed ? .commandStateFiled : state.message),
                        time: receipt.document.time.description
                    )
                )
            }
            return .done
        case .later(let code, let next):
            let reason = session.words(for: code)
            session.remark(.commandKeptInOutbox(office: office, reason: reason, time: next.description))
            return .unavailable
        case .stopped(let code):
            session.remark(.commandDeliveryStopped(office: office, reason: session.words(for: code)))
            return .invalid
        case .expired:
            session.remark(.commandDeliveryExpired(bundle: entry.bundle, office: office))
            return .invalid
        case .left:
            session.remark(.commandDeliveryElsewhere(office: office))
            return .unavailable
        }
    }
}
