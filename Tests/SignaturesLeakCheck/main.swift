// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Signatures

// Goes every way through libcrypto's objects, the failing ones above all, so that LeakSanitizer sees what is not freed.
// `Scripts/check-leaks` builds and runs it.

let start = Timestamp(secondsSinceEpoch: 1_767_225_600)
let now = start.adding(seconds: 86400)
let content = Array("manifest".utf8)
var generator = SystemRandomNumberGenerator()
// The script makes a time-stamp over `content` with openssl and names the token's file and its root's.
let token = try Folder.read(CommandLine.arguments[1], limit: 1 << 16)
let root = try Certificate(
    pem: String(decoding: Folder.read(CommandLine.arguments[2], limit: 1 << 16), as: UTF8.self)
)
let time = TimeTrust(anchors: [root])
let stampedAt = try TimeStampToken(der: token).info.time

// A run with keys in tokens does nothing else: it unwinds the stack slowly, to tell the engine's own leaks apart.
let uris = try CommandLine.arguments.dropFirst(3).map { try TokenURI($0) }

for round in 0..<(uris.isEmpty ? 20 : 0) {
    let authorityKey = try SigningKey.generate()
    let validity = try Validity(notBefore: start, notAfter: start.adding(seconds: 86400 * 365))
    let issuer = try CertificateIssuer(
        creating: DistinguishedName(office: "office", name: "Authority"),
        key: authorityKey,
        validity: validity,
        using: &generator
    )
    let key = try SigningKey(pkcs8: SigningKey.generate().pkcs8())
    _ = try key.pem()
    let seal = try issuer.issue(
        .seal,
        for: key.publicKey,
        subject: DistinguishedName(office: "office", name: "Seal"),
        validity: validity,
        using: &generator
    )
    let list = try issuer.revocationList(
        number: 1,
        entries: [.init(serial: [UInt8(round)], date: start, reason: .superseded)],
        thisUpdate: start,
        nextUpdate: now
    )
    let signature = try CMSSignature.make(
        content: content,
        key: key,
        chain: [seal, issuer.certificate],
        claimedSigningTime: now,
        commitment: .origin
    )
    let trust = SignatureTrust(anchors: [issuer.certificate], revocationLists: [list])
    let demands = SignatureDemands(signers: [.seal], revocation: .required)
    func verify(_ der: [UInt8], _ content: [UInt8], _ trust: SignatureTrust) -> SignatureVerdict {
        CMSSignature.verify(der: der, content: content, trust: trust, demands: demands, at: now)
    }
    precondition(verify(signature.der, content, trust).isPassed)
    precondition(!verify(signature.der, [], trust).isPassed)
    precondition(!verify(signature.der, content, SignatureTrust(anchors: [seal])).isPassed)
    for index in stride(from: round, to: signature.der.count, by: 20) {
        var bytes = signature.der
        bytes[index] ^= 1
        _ = verify(bytes, content, trust)
    }
    for index in stride(from: round, to: seal.der.count, by: 20) {
        var bytes = seal.der
        bytes[index] ^= 1
        _ = try? Certificate(der: bytes)
        _ = try? PublicKey(spki: Array(bytes.dropFirst(index)))
    }
    // Evidence: lists in a signature, and a time-stamp token that is taken, moved, trimmed and damaged.
    precondition(seal.isIssued(by: issuer.certificate) && !issuer.certificate.isIssued(by: seal))
    let extended = try signature.extended(revocationLists: [list])
    precondition(verify(extended.der, content, trust).isPassed)
    func stamp(_ der: [UInt8], _ form: SignatureForm, _ content: [UInt8]) -> TimeStampToken.Verdict {
        TimeStampToken.verify(der: der, form: form, over: .bytes(content), trust: time, at: stampedAt)
    }
    let whole = stamp(token, .foreign, content)
    precondition(
        whole.isPassed && !stamp(token, .foreign, []).isPassed && stamp(token, .profile, content).isBroken
    )
    let trimmed = try TimeStampToken(der: token).trimmed(to: whole.path).der
    precondition(stamp(trimmed, .profile, content).isPassed)
    for index in stride(from: round, to: trimmed.count, by: 20) {
        var bytes = trimmed
        bytes[index] ^= 1
        _ = stamp(bytes, .profile, content)
    }
    for length in 0..<100 {
        let damaged = try key.pkcs8().withBytes { [UInt8](copying: $0.extracting(first: length)) }
        var bytes = length.isMultiple(of: 2) ? damaged : damaged + [0]
        _ = try? SigningKey(pkcs8: SecretBytes(taking: &bytes))
    }
    var bytes = try key.pkcs8().withBytes { [UInt8](copying: $0) } + [0]
    _ = try? SigningKey(pkcs8: SecretBytes(taking: &bytes))
    _ = try? PublicKey(spki: key.publicKey.der + [0])
}
// Keys in a token: two in turn from several threads, and a PIN that is not taken.
func secret(_ text: String) -> SecretBytes {
    var bytes = Array(text.utf8)
    return SecretBytes(taking: &bytes)
}
for _ in 0..<3 {
    let keys = try uris.map { try SigningKey(token: $0, pin: secret("482913")) }
    await withTaskGroup { threads in
        for number in 0..<24 where !keys.isEmpty {
            threads.addTask {
                let key = keys[number % keys.count]
                do { try key.prove() } catch { preconditionFailure("a token does not sign: \(error)") }
                precondition((try? key.pkcs8()) == nil)
            }
        }
    }
}
for uri in uris { precondition((try? SigningKey(token: uri, pin: secret("000000"))) == nil) }
print("signatures: every path was taken")
