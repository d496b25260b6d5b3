// SPDX-License-Identifier: Apache-2.0

package import Dossiers
import Octets

extension OfficeReference {
    /// The name of the office's log: its id and the fingerprint of its authority, so that no other office's log can have
    /// it.
    ///
    /// A later log of the office, under a new key after a restore, has a number behind it: `…/2`.
    package var logOrigin: String {
        "andaman/\(office)/\(Hex.encode(Fingerprint(of: authority).bytes))"
    }

    /// The name of the office's next log, after those that it has had.
    package func logOrigin(after names: [String]) -> String {
        let numbers = names.compactMap { $0 == logOrigin ? 1 : UInt16($0.dropFirst(logOrigin.count + 1)) }
        return "\(logOrigin)/\((numbers.max() ?? 1) + 1)"
    }

    /// The name of the key with which the office cosigns other offices' logs.
    package var cosignerName: String { logOrigin + "/cosigner" }

    /// Tells whether `name` is that of a log of this office.
    package func ownsLog(_ name: String) -> Bool {
        guard name != logOrigin else { return true }
        guard name.hasPrefix(logOrigin + "/"), let number = UInt16(name.dropFirst(logOrigin.count + 1)) else {
            return false
        }
        return name == "\(logOrigin)/\(number)"
    }
}
