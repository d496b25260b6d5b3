// SPDX-License-Identifier: Apache-2.0

import Subprocess
import Testing

/// A server of python's, over plain HTTP and on a port that the system chooses: what is posted to it is given to a
/// program, and the file that this writes is the answer.
struct AnsweringServer: Sendable {
    let program: [String]
    /// The program's option for the file with the question and the question's media type; the same of the answer.
    let question: (option: String, type: String)
    let answer: (option: String, type: String)

    /// Answers while `body` runs, which is given the address.
    func serving<R: Sendable>(_ body: @escaping @Sendable (String) async throws -> R) async throws -> R {
        let result = try await Subprocess.run(
            .name("python3"),
            arguments: Arguments(
                ["-u", "-c", Self.script, question.option, question.type, answer.option, answer.type]
                    + program
            ),
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            defer { try? execution.send(signal: .kill) }
            for try await line in execution.standardOutput.strings() {
                guard let address = line.firstMatch(of: /http:\/\/[0-9.]+:[0-9]+/) else { continue }
                return Optional(try await body(String(address.output)))
            }
            return nil
        }
        return try #require(result.closureResult)
    }

    private static let script = """
        import http.server, subprocess, sys, tempfile
        question, question_type, answer, answer_type, *program = sys.argv[1:]
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                assert self.headers['Content-Type'] == question_type
                with tempfile.NamedTemporaryFile() as asked, tempfile.NamedTemporaryFile() as answered:
                    asked.write(body); asked.flush()
                    subprocess.run(program + [question, asked.name, answer, answered.name], capture_output=True)
                    reply = answered.read()
                self.send_response(200)
                self.send_header('Content-Type', answer_type)
                self.send_header('Content-Length', str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)
            def log_message(self, *arguments): pass
        server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
        print('http://127.0.0.1:%d' % server.server_port, flush=True)
        server.serve_forever()
        """
}
