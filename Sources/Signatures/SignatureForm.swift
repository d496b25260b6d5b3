// SPDX-License-Identifier: Apache-2.0

/// How strictly a signature is read.
package enum SignatureForm: Sendable {
    /// Our profile and nothing looser: wherever a bundle, receipt, card or dossier of ours is accepted.
    case profile
    /// Other people's CAdES as well: further attributes, ESSCertID with SHA-1, revocation material inside.
    ///
    /// Signed attributes with content type and message digest are required here too (`THREATS.md` 7).
    case foreign
}
