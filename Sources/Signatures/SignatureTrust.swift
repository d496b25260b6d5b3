// SPDX-License-Identifier: Apache-2.0

/// Whom a verifier trusts, and what it knows about revoked certificates.
///
/// The anchors are pinned authorities; the system's web authorities never count.
package struct SignatureTrust: Hashable, Sendable {
    package let anchors: [Certificate]
    /// Lists of any authority; each counts only where that authority signed it.
    package let revocationLists: [RevocationList]

    package init(anchors: [Certificate], revocationLists: [RevocationList] = []) {
        self.anchors = anchors
        self.revocationLists = revocationLists
    }
}
