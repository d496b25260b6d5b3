// SPDX-License-Identifier: Apache-2.0

import Octets

/// Where the service listens and how much it takes on.
package struct ServiceConfiguration: Sendable {
    package enum Transport: Sendable {
        /// TLS 1.3 with a certificate chain, the service's own first, and its key, both PEM.
        case tls(certificateChainPEM: [UInt8], keyPEM: [UInt8])
        /// HTTP in the clear, on a loopback address only: for a proxy on the same machine, and for tests.
        case insecurePlaintextOnLoopback
    }

    /// A host name or an IP address of this machine.
    package var host: String
    /// 0 takes any free port.
    package var port: Int
    package var transport: Transport
    /// One sealed file, in bytes.
    package var maximumBundleSize: UInt64 = Limits.containerSize
    /// Connections at one time; those beyond wait to be accepted.
    package var maximumConnections = 512
    /// Uploads at one time; each holds one chunk (1 MiB) in memory.
    package var concurrentUploads = 64
    /// Uploads that one address (IPv6: one /64) may begin in a minute.
    package var uploadsPerMinute = 60
    /// Requests of any kind that one address (IPv6: one /64) may make in a minute.
    package var requestsPerMinute = 600
    /// Uploads of one sender that are begun and not complete.
    package var openUploadsPerSender = 32
    /// All bytes that those announce together.
    package var openBytesPerSender: UInt64 = Limits.containerSize
    /// Seconds after its last byte that an upload can still be gone on with: a week.
    package var uploadLifetime: Int64 = 604_800
    /// The same for one that has no byte yet: an hour.
    package var emptyUploadLifetime: Int64 = 3600
    /// What uploads leave free on the disk, in bytes; else a gibibyte, or a twentieth of a smaller disk.
    package var reserve: UInt64?
    /// Seconds without a byte after which a connection that owes us something is closed.
    package var idleTimeout: Int64 = 30
    /// What an upload must bring on average after its first minute, in bytes a second.
    package var minimumRate: UInt64 = 512
    /// Seconds that requests under way may take once the service was told to stop.
    package var shutdownGrace: Int64 = 30
    /// Threads for what blocks: the disk, the registry, judging bundles; most of them wait for the disk, together.
    package var blockingThreads = 32
    /// Whether SIGTERM and SIGINT end the service.
    package var handlesSignals = true

    package init(host: String, port: Int, transport: Transport) {
        self.host = host
        self.port = port
        self.transport = transport
    }

    var isLoopback: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4 = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
        return host == "localhost" || host == "::1" || (isIPv4 && parts[0] == "127")
    }
}
