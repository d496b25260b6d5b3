// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import ReceivingService
import Subprocess
import Testing

/// Whether the service answers as its description says, asked by Schemathesis with requests of its own invention.
@Suite(.timeLimit(.minutes(20))) struct OpenAPITests {
    private static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    private static let program = root + "/.build/schemathesis/bin/schemathesis"

    /// How our two media types are written and read; Schemathesis knows neither.
    private static let hooks = """
        import schemathesis

        @schemathesis.serializer("application/vnd.etsi.asic-e+zip", "application/partial-upload")
        def write(context, value):
            return value if isinstance(value, bytes) else str(value).encode()

        @schemathesis.deserializer("application/vnd.etsi.asic-e+zip")
        def read(context, response):
            return response.content.decode("latin-1")

        """

    @Test func `the running service is what openapi yaml describes`() async throws {
        guard Folder.exists(Self.program) else {
            try Test.cancel("Schemathesis is not installed; run Scripts/install-packages test")
        }
        try await withTemporaryFolder { folder in
            try await LiveService.with(
                .insecurePlaintextOnLoopback,
                in: folder,
                configure: {
                    $0.requestsPerMinute = 1_000_000
                    $0.uploadsPerMinute = 1_000_000
                    $0.openUploadsPerSender = 1_000_000
                    $0.maximumBundleSize = 1 << 20
                }
            ) { service in
                // 503 is an answer of ours that the description has, so it is no fault by itself. Unknown fields are passed
                // over, and malformed ones count as none (RFC 9651 and the draft), so those are no faults either.
                let checks = """
                    status_code_conformance,content_type_conformance,response_headers_conformance,\
                    response_schema_conformance,missing_required_header
                    """
                try Folder.write(Array(Self.hooks.utf8), to: folder + "/hooks.py")
                let result = try await run(
                    .name("env"),
                    arguments: [
                        "-C", folder, "SCHEMATHESIS_HOOKS=hooks", "PYTHONPATH=" + folder, Self.program, "run",
                        Self.root + "/Schemas/openapi.yaml", "--url",
                        "http://127.0.0.1:\(service.port)",
                        "--checks", checks, "--phases", "examples,coverage,fuzzing", "--max-examples", "25",
                        "--seed", "20261123", "--generation-database", "none", "--request-timeout", "60",
                        "--suppress-health-check", "all", "--no-color",
                    ],
                    output: .string(limit: 1 << 20),
                    error: .string(limit: 1 << 20)
                )
                #expect(
                    result.terminationStatus.isSuccess,
                    "\(result.standardOutput.suffix(6000))\(result.standardError.suffix(2000))"
                )
            }
        }
    }
}
