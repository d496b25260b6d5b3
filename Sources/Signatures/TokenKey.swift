// SPDX-License-Identifier: Apache-2.0

import Octets
import Synchronization

/// A private key in a PKCS#11 token, used by libp11's engine for libcrypto.
///
/// PKCS#11 knows one user of a token in a process, and the engine one module and one PIN. So at most one key is open at a
/// time in the process, and one thread uses it; another key closes it first, and it is opened anew when it is needed
/// again. That costs a login, where a command needs two keys, and lets a service go on when a card is put in again.
///
/// A PIN that the token did not take is never tried again: tokens lock after a few.
final class TokenKey: Sendable {
    let uri: TokenURI
    /// Ends with a zero, as C has it; wiped when the key goes.
    private let pin: SecretBytes
    /// What the token said to the PIN, where it did not take it.
    private let refusal = Mutex<SignatureError?>(nil)

    /// The key that is open, and whose it is.
    private struct Current: ~Copyable {
        var owner: Swift.ObjectIdentifier?
        var token: OpenToken?

        mutating func close() {
            token = nil
            owner = nil
        }
    }

    private static let current = Mutex(Current())

    init(_ uri: TokenURI, pin: SecretBytes) {
        self.uri = uri
        self.pin = SecretBytes(count: pin.count + 1) { target in pin.withBytes { target.copy(from: $0) } }
    }

    deinit {
        Self.current.withLock { if $0.owner == Swift.ObjectIdentifier(self) { $0.close() } }
    }

    /// The public part, as the token has it.
    func publicKey() throws(SignatureError) -> PublicKey {
        try using { (token) throws(SignatureError) in try token.publicKey() }
    }

    /// The DER of an ECDSA signature with SHA-256 over `message`, made in the token.
    func sign(_ message: [UInt8]) throws(SignatureError) -> [UInt8] {
        try using { (token) throws(SignatureError) in try token.sign(message) }
    }

    /// Opens the key where it is not open, and lends it.
    ///
    /// A key that was open may have gone with a card that was drawn: it is opened once more then.
    private func using<R: Sendable>(
        _ body: @Sendable (borrowing OpenToken) throws(SignatureError) -> R
    ) throws(SignatureError) -> R {
        try Self.current.withLock { (current) throws(SignatureError) in
            let wasOpen = current.owner == Swift.ObjectIdentifier(self)
            do throws(SignatureError) { return try attempt(&current, body) } catch {
                current.close()
                guard wasOpen else { throw error }
            }
            do throws(SignatureError) { return try attempt(&current, body) } catch {
                current.close()
                throw error
            }
        }
    }

    private func attempt<R: Sendable>(
        _ current: inout Current,
        _ body: @Sendable (borrowing OpenToken) throws(SignatureError) -> R
    ) throws(SignatureError) -> R {
        if let refusal = refusal.withLock({ $0 }) { throw refusal }
        do throws(SignatureError) {
            return try pin.withBytes { (pin) throws(SignatureError) in
                if current.owner != Swift.ObjectIdentifier(self) {
                    current.close()
                    current.token = try OpenToken(uri, pin: pin)
                    current.owner = Swift.ObjectIdentifier(self)
                }
                switch current.token {
                case .some(let token):
                    return try token.lending(pin) { () throws(SignatureError) in try body(token) }
                case .none: throw SignatureError(.tokenKeyMissing, ["uri": uri.text])
                }
            }
        } catch {
            if [.tokenPINWrong, .tokenPINLocked].contains(error.code) { refusal.withLock { $0 = error } }
            throw error
        }
    }
}
