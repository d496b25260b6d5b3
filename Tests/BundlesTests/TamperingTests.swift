// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Dossiers
import Octets
import Signatures
import Synchronization
import Testing

/// A sealed bundle that was changed on its way is never opened, wherever the change is.
@Suite struct TamperingTests {
    private let exchange = Exchange.shared

    /// Whether the bundle is opened; what it is refused with must be an error of ours.
    private func isOpened(_ bundle: [UInt8]) -> Bool {
        do {
            try exchange.open(bundle)
            return true
        } catch {
            #expect(error is any CodedError, "\(error)")
            return false
        }
    }

    @Test func `one byte changed anywhere is refused`() async throws {
        let bundle = exchange.sealed
        let envelope = try exchange.envelope(bundle)
        let content =
            Int(
                envelope.contentEntry.dataOffset
            )..<Int(
                envelope.contentEntry.dataOffset + envelope.contentEntry.size
            )
        // Every byte of headers, waybill, manifest, signature and directory; of the age file, which one digest covers,
        // every few.
        let offsets = bundle.indices.filter { offset in
            let place = offset - content.lowerBound
            return !content.contains(offset) || place < 64 || place < 2048 && place % 13 == 0
                || place % 1009 == 0 || offset > content.upperBound - 20
        }
        let opened = await withTaskGroup(of: [Int].self) { group in
            for part in 0..<4 {
                group.addTask {
                    var opened: [Int] = []
                    var changed = bundle
                    for offset in offsets where offset % 4 == part {
                        let bit = UInt8(1) << UInt8(offset / 4 % 8)
                        changed[offset] ^= bit
                        if self.isOpened(changed) { opened.append(offset) }
                        changed[offset] ^= bit
                    }
                    return opened
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(opened.isEmpty)
    }

    @Test func `one byte changed inside, and the checksums mended, is refused`() throws {
        let pair = try Forge.pairs(exchange.sealed)[0]
        let entries =
            try Forge.documents(exchange.sealed) + [
                ("META-INF/ASiCManifest001.xml", pair.manifest),
                ("META-INF/signature001.p7s", pair.signature),
            ]
        let identity = try exchange.envelope(exchange.sealed).identity
        #expect(try RawContainer.container(entries) == exchange.sealed)
        for (index, entry) in entries.enumerated() {
            let isSignature = entry.name.hasSuffix(".p7s")
            for offset in stride(from: 0, to: entry.bytes.count, by: max(7, entry.bytes.count / 150)) {
                var changed = entries
                changed[index].bytes[offset] ^= 1 << UInt8(offset % 8)
                let bundle = try RawContainer.container(changed)
                guard isOpened(bundle) else { continue }
                // Certificates beside the signer's are under no signature; what they are changes nothing.
                #expect(isSignature, "\(entry.name) \(offset)")
                #expect(try exchange.envelope(bundle).identity == identity)
            }
        }
    }

    @Test func `a bundle cut short or with something behind it is refused`() throws {
        let bundle = exchange.sealed
        for count in stride(from: 0, to: bundle.count, by: 97) { #expect(!isOpened(Array(bundle[..<count]))) }
        #expect(!isOpened(Array(bundle.dropLast())))
        for tail in [[0], Array("PK".utf8), bundle] { #expect(!isOpened(bundle + tail)) }
        #expect(!isOpened([0] + bundle))
    }

    @Test func `THREATS 36: a malleable signature leaves the identity as it was`() throws {
        let pair = try Forge.pairs(exchange.sealed)[0]
        let identity = try exchange.envelope(exchange.sealed).identity
        #expect(identity == SHA256Digest(of: pair.manifest))

        let flipped = try MalleableSignature.negated(pair.signature)
        let other = try Forge.resigned(exchange.sealed, [(pair.manifest, flipped)])
        #expect(other != exchange.sealed)
        #expect(try exchange.envelope(other).identity == identity)
        let opened = try exchange.open(other)
        #expect(opened.bundle.identity == identity)

        // One certificate more in the bag, of anybody.
        let more = try MalleableSignature.adding(exchange.maesot.card.authority, to: pair.signature)
        let fuller = try Forge.resigned(exchange.sealed, [(pair.manifest, more)])
        #expect(try exchange.envelope(fuller).identity == identity)
        #expect(try exchange.open(fuller).bundle.identity == identity)
    }

    @Test func `THREATS 7: a signature without signed attributes seals nothing`() throws {
        let pair = try Forge.pairs(exchange.sealed)[0]
        let bare = try MalleableSignature.withoutSignedAttributes(pair.signature)
        let bundle = try Forge.resigned(exchange.sealed, [(pair.manifest, bare)])
        let error = try #require(throws: BundleError.self) { try exchange.open(bundle) }
        #expect(error.code == .signatureInvalid)
    }

    @Test func `THREATS 8: another certificate for the sealing key is not the signer`() throws {
        var random = SystemRandomNumberGenerator()
        let issuer = try CertificateIssuer(
            certificate: exchange.ranong.card.authority,
            key: exchange.ranong.authorityKey
        )
        let renewed = try issuer.issue(
            .seal,
            for: exchange.ranong.sealKey.publicKey,
            subject: exchange.ranong.sealChain[0].subject,
            validity: exchange.ranong.sealChain[0].validity,
            using: &random
        )
        let pair = try Forge.pairs(exchange.sealed)[0]
        let swapped = try MalleableSignature.replacing(
            exchange.ranong.sealChain[0],
            by: renewed,
            in: pair.signature
        )
        let bundle = try Forge.resigned(exchange.sealed, [(pair.manifest, swapped)])
        #expect(!isOpened(bundle))
    }
}
