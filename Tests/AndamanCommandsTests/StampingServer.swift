// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Subprocess
import Testing
import TimeAuthorityForTests

/// A time-stamp authority that answers over plain HTTP, as public ones do: python's server around `openssl ts -reply`.
struct StampingServer: Sendable {
    let authority: TimeAuthority
    var root: String { authority.folder + "/root.pem" }

    init(in folder: String) async throws {
        let now = Timestamp.now()
        authority = try await TimeAuthority(
            in: folder,
            TimeAuthority.Plan(
                from: now.adding(seconds: -86400),
                until: now.adding(seconds: 20 * 365 * 86400)
            )
        )
        try Folder.write(Array(Self.script.utf8), to: folder + "/server.py")
    }

    /// Answers while `body` runs, which is given the address.
    func serving<R: Sendable>(_ body: @escaping @Sendable (String) async throws -> R) async throws -> R {
        let result = try await Subprocess.run(
            .name("python3"),
            arguments: ["-u", authority.folder + "/server.py", authority.folder],
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            defer { try? execution.send(signal: .kill) }
            for try await line in execution.standardOutput.strings() {
                guard let address = line.firstMatch(of: /http:\/\/[0-9.]+:[0-9]+/) else { continue }
                return Optional(try await body(String(address.output) + "/tsa"))
            }
            return nil
        }
        return try #require(result.closureResult)
    }

    private static let script = """
        import http.server, subprocess, sys, os, tempfile
        folder = sys.argv[1]
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                assert self.headers['Content-Type'] == 'application/timestamp-query'
                with tempfile.NamedTemporaryFile(dir=folder) as query:
                    query.write(body); query.flush()
                    reply = subprocess.run(['openssl', 'ts', '-reply', '-config', folder + '/ca.cnf', '-section',
                        'stamping', '-queryfile', query.name], capture_output=True).stdout
                self.send_response(200)
                self.send_header('Content-Type', 'application/timestamp-reply')
                self.send_header('Content-Length', str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)
            def log_message(self, *arguments): pass
        server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
        print('http://127.0.0.1:%d' % server.server_port, flush=True)
        server.serve_forever()
        """
}
