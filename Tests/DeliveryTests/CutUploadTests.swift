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
    /// Hands bytes on to PORT and cuts connections at offsets of chance (seeded) until CUTS were cut, then hands on all;
    /// it prints its own port, and a line for each cut.
    private static let proxy = """
        import random, socket, struct, sys, threading
        port, cuts, seed, largest = map(int, sys.argv[1:5])
        chance, lock = random.Random(seed), threading.Lock()
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        def reset(s):
            try:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            except OSError: pass
            s.close()
        def carry(source, sink, left, other):
            global cuts
            try:
                while True:
                    data = source.recv(16384)
                    if not data: break
                    if left is not None and len(data) >= left[0]:
                        sink.sendall(data[:left[0]])
                        raise OSError("cut")
                    sink.sendall(data)
                    if left is not None: left[0] -= len(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError as error:
                if str(error) == "cut":
                    with lock:
                        cuts -= 1
                        print("cut", flush=True)
                reset(source); reset(sink)
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", port))
            with lock:
                left = None
                if cuts > 0: left = [chance.randint(1, largest)]
            threading.Thread(target=carry, args=(client, server, left, None), daemon=True).start()
            threading.Thread(target=carry, args=(server, client, None, None), daemon=True).start()
        """

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
                let cuts = Mutex(0)
                _ = try await run(
                    .name("python3"),
                    arguments: ["-c", Self.proxy, String(service.port), "50", String(seed), "250000"],
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
                    while let line = try await lines.next() {
                        if line.hasPrefix("cut") { cuts.withLock { $0 += 1 } }
                    }
                }
                #expect(cuts.withLock { $0 } == 50)
                #expect(try service.registry.figures().filed == 1)
                #expect(try Folder.names(in: service.storeFolder + "/uploads").isEmpty)
            }
        }
    }
}
