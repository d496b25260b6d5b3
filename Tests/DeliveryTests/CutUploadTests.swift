// SPDX-License-Identifier: Apache-2.0

import Delivery
import Files
import Octets
import ReceivingService
import Registry
import Subprocess
import Synchronization
import Testing

/// A line that breaks again and again.
@Suite(.timeLimit(.minutes(20))) struct CutUploadTests {
    /// Hands bytes on, and cuts connections as a file says.
    private static let proxy = Folder.split(#filePath).folder + "/../Faults/line.py"

    @Test(arguments: [1, 2]) func `an upload that is cut fifty times arrives once`(seed: Int) async throws {
        try await withTemporaryFolder { folder in
            let authority = try await TestAuthority(in: folder)
            let (chain, key) = try await authority.issue("IP:127.0.0.1")
            let file = folder + "/a.sealed.asice"
            let content = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
            try Folder.write(content, to: file)
            let digest = SHA256Digest(of: content)
            try await LiveService.with(
                .tls(certificateChainPEM: chain, keyPEM: key),
                in: folder,
                configure: {
                    $0.requestsPerMinute = 100_000
                    $0.uploadsPerMinute = 100_000
                }
            ) { service in
                let orders = folder + "/line"
                try Folder.write(Array("\(service.port) sent 250000 50".utf8), to: orders)
                _ = try await run(
                    .name("python3"),
                    arguments: [Self.proxy, orders, String(seed)],
                    input: .none,
                    output: .sequence,
                    error: .discarded
                ) { execution in
                    var lines = execution.standardOutput.strings().makeAsyncIterator()
                    let port = try #require(try await lines.next()).filter { $0.isNumber }
                    let address = "https://127.0.0.1:" + port
                    let sender = try BundleSender(authority: authority.certificatePEM)
                    let kept = Mutex<String?>(nil)
                    let envelope = EnvelopeFields(
                        waybill: Array("ranong".utf8),
                        manifest: digest.bytes,
                        signature: [1]
                    )
                    var answer: DeliveryAnswer?
                    for _ in 0..<60 where answer == nil {
                        // As the outbox does: what was kept of the last try is where the next begins.
                        answer = try? await sender.sendResumably(
                            file,
                            digest: digest,
                            envelope: envelope,
                            to: address,
                            from: kept.withLock { $0 },
                            remember: { path in kept.withLock { $0 = path } }
                        )
                    }
                    // Sent by another road, the answer says that it is there already.
                    let receipt = Array("receipt for \(digest)".utf8)
                    #expect(answer == .filed(unverifiedReceipt: receipt, isDuplicate: false))
                    try execution.send(signal: .kill)
                }
                #expect(try FileSource(orders + ".cuts").size == 50)
                #expect(try service.registry.figures().filed == 1)
                #expect(try Folder.names(in: service.storeFolder + "/uploads").isEmpty)
            }
        }
    }
}
