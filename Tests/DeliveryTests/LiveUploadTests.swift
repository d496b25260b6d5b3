// SPDX-License-Identifier: Apache-2.0

import Delivery
import Files
import Octets
import ReceivingService
import Registry
import Subprocess
import Testing

/// What only a socket can show of uploads: interim answers, cut and stalled lines, floods.
@Suite(.timeLimit(.minutes(20))) struct LiveUploadTests {
    /// Speaks to the service at port `sys.argv[1]`; prints what a test looks at.
    private static let preamble = """
        import base64, socket, sys
        port = int(sys.argv[1])
        def field(text): return b":" + base64.b64encode(text) + b":"
        def connect():
            s = socket.create_connection(("127.0.0.1", port)); s.settimeout(20); return s
        def answer(s):
            data = b""
            while b"\\r\\n\\r\\n" not in data:
                piece = s.recv(65536)
                if not piece: break
                data += piece
            return data.decode("latin-1")
        def value(text, name):
            for line in text.split("\\r\\n"):
                if line.lower().startswith(name + ":"): return line.split(":", 1)[1].strip()
        creation = (b"POST /v1/bundles HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 100\\r\\nUpload-Length: 100\\r\\n"
            b"Content-Type: application/vnd.etsi.asic-e+zip\\r\\nUpload-Complete: ?1\\r\\n"
            b"Andaman-Waybill: " + field(b"ranong") + b"\\r\\nAndaman-Manifest: " + field(b"m") +
            b"\\r\\nAndaman-Signature: " + field(b"s") + b"\\r\\n")
        def ask(place):
            s = connect()
            s.sendall(b"HEAD " + place.encode() + b" HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n")
            return answer(s)

        """

    private func speak(_ script: String, to service: LiveService) async throws -> String {
        let result = try await run(
            .name("python3"),
            arguments: ["-c", Self.preamble + script, String(service.port)],
            output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16)
        )
        #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
        return result.standardOutput
    }

    @Test func `an interim answer says where to go on before a byte is taken`() async throws {
        try await withTemporaryFolder { folder in
            try await LiveService.with(.insecurePlaintextOnLoopback, in: folder) { service in
                let told = try await speak(
                    """
                    s = connect()
                    s.sendall(creation + b"Upload-Draft-Interop-Version: 8\\r\\n\\r\\n")
                    first = answer(s)
                    print(first.split("\\r\\n")[0], value(first, "upload-draft-interop-version"))
                    place = value(first, "location")
                    s.sendall(b"x" * 40)
                    s.close()
                    offset = None
                    for _ in range(100):
                        offset = value(ask(place), "upload-offset")
                        if offset == "40": break
                    print(offset)
                    s = connect()
                    s.sendall(b"PATCH " + place.encode() + b" HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 60\\r\\n"
                        b"Content-Type: application/partial-upload\\r\\nUpload-Offset: 40\\r\\nUpload-Complete: ?1\\r\\n\\r\\n"
                        + b"x" * 60)
                    last = answer(s)
                    print(last.split("\\r\\n")[0], value(last, "upload-complete"))
                    # Another version of the draft gets no interim answer.
                    s = connect()
                    s.sendall(creation + b"Upload-Draft-Interop-Version: 3\\r\\n\\r\\n" + b"y" * 100)
                    print(answer(s).split("\\r\\n")[0])
                    """,
                    to: service
                )
                #expect(
                    told == """
                        HTTP/1.1 104 Upload Resumption Supported 8
                        40
                        HTTP/1.1 201 Created ?1
                        HTTP/1.1 201 Created

                        """
                )
            }
        }
    }

    @Test func `THREATS 24: a new request ends the one before it, whose line is dead`() async throws {
        try await withTemporaryFolder { folder in
            try await LiveService.with(
                .insecurePlaintextOnLoopback,
                in: folder,
                configure: { $0.idleTimeout = 3600 }
            ) { service in
                let told = try await speak(
                    """
                    dead = connect()
                    dead.sendall(creation + b"Upload-Draft-Interop-Version: 8\\r\\n\\r\\n")
                    place = value(answer(dead), "location")
                    dead.sendall(b"x" * 40)
                    # The old connection stays open and silent; two more writers come.
                    offset = value(ask(place), "upload-offset")
                    print(offset in ("0", "40"))
                    print(dead.recv(10) in (b"", b"HTTP/1.1 4"))
                    """,
                    to: service
                )
                #expect(told == "True\nTrue\n")
            }
        }
    }

    @Test(arguments: ["count", "size"])
    func `a flood of header fields is answered with an end`(kind: String) async throws {
        try await withTemporaryFolder { folder in
            try await LiveService.with(.insecurePlaintextOnLoopback, in: folder) { service in
                let told = try await speak(
                    """
                    s = connect()
                    fields = (b"".join(b"X-%d: a\\r\\n" % n for n in range(500)) if "\(kind)" == "count"
                        else b"X: " + b"a" * 200000 + b"\\r\\n")
                    try:
                        s.sendall(b"GET /healthz HTTP/1.1\\r\\nHost: a\\r\\n" + fields + b"\\r\\n")
                        print(answer(s).split("\\r\\n")[0][:12] in ("HTTP/1.1 400", "HTTP/1.1 431", ""))
                    except ConnectionError:
                        print(True)
                    # Others are served on.
                    s = connect()
                    s.sendall(b"GET /healthz HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n")
                    print(answer(s).split("\\r\\n")[0])
                    """,
                    to: service
                )
                #expect(told == "True\nHTTP/1.1 200 OK\n")
            }
        }
    }
}
