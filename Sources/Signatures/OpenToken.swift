// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A key in a token with the engine's session, logged in, until it goes.
///
/// One at a time in a process: `TokenKey` sees to that.
@safe
struct OpenToken: ~Copyable {
    private let engine: OpaquePointer
    private let key: OpaquePointer
    private let uri: TokenURI

    /// Loads the engine where it is not loaded yet, logs in once with `pin`, which ends with a zero, and finds the key.
    init(_ uri: TokenURI, pin: RawSpan) throws(SignatureError) {
        OpenSSL.drain()
        guard let engine = unsafe andaman_token_engine() else {
            OpenSSL.drain()
            throw SignatureError(.tokenSupportMissing)
        }
        let key = Self.withCharacters(pin) { pin in
            unsafe andaman_token_open(engine, uri.modulePath, uri.keyPart, pin)
        }
        // The engine's way to the key leaves errors behind even where it succeeds.
        guard let key = unsafe key else { throw Self.fault(uri) }
        OpenSSL.drain()
        unsafe self.engine = unsafe engine
        unsafe self.key = unsafe key
        self.uri = uri
    }

    deinit { unsafe andaman_token_close(engine, key) }

    /// Lends the engine the PIN while `body` runs: a key may want it for each signature (`CKA_ALWAYS_AUTHENTICATE`).
    borrowing func lending<R>(
        _ pin: RawSpan,
        _ body: () throws(SignatureError) -> R
    ) throws(SignatureError) -> R {
        _ = Self.withCharacters(pin) { unsafe andaman_token_lend(engine, $0) }
        defer { _ = unsafe andaman_token_lend(engine, nil) }
        return try body()
    }

    borrowing func publicKey() throws(SignatureError) -> PublicKey {
        do { return try unsafe PublicKey(of: key) } catch {
            throw SignatureError(.tokenKeyUnfit, ["uri": uri.text])
        }
    }

    borrowing func sign(_ message: [UInt8]) throws(SignatureError) -> [UInt8] {
        guard let signature = unsafe OpenSSL.signature(by: key, over: message) else { throw Self.fault(uri) }
        return signature
    }

    @safe
    private static func withCharacters<R>(_ pin: RawSpan, _ body: (UnsafePointer<CChar>?) -> R) -> R {
        unsafe pin.withUnsafeBytes { unsafe body($0.baseAddress?.assumingMemoryBound(to: CChar.self)) }
    }

    // MARK: What went wrong

    /// The error that the queue tells of, by the return values of PKCS#11 (`CKR_…`, PKCS#11 v2.40 §11.1) where it has one.
    ///
    /// The queue is empty afterwards.
    private static func fault(_ uri: TokenURI) -> SignatureError {
        var first: String?
        var code = SignatureError.Code.tokenFailed
        while true {
            let number = ERR_get_error()
            guard number != 0 else { break }
            let library = unsafe ERR_lib_error_string(number).map { unsafe String(cString: $0) } ?? ""
            let reason = unsafe ERR_reason_error_string(number).map { unsafe String(cString: $0) }
            first = first ?? reason
            guard code == .tokenFailed else { continue }
            switch (library, andaman_token_reason(number)) {
            // CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE.
            case ("PKCS#11 module", 0xA0...0xA2): code = .tokenPINWrong
            // CKR_PIN_EXPIRED, CKR_PIN_LOCKED, CKR_USER_PIN_NOT_INITIALIZED.
            case ("PKCS#11 module", 0xA3), ("PKCS#11 module", 0xA4), ("PKCS#11 module", 0x102):
                code = .tokenPINLocked
            // CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT.
            case ("PKCS#11 module", 0x32), ("PKCS#11 module", 0xE0): code = .tokenKeyMissing
            case ("pkcs11 engine", 101): code = .tokenKeyMissing
            case ("libp11", 1025): code = .tokenModuleMissing
            // Our answer was shorter or longer than any PIN that the engine takes.
            case ("UI routines", _): code = .tokenPINWrong
            default: break
            }
        }
        return SignatureError(
            code,
            ["uri": uri.text, "path": uri.modulePath, "detail": first ?? "?"]
        )
    }
}
