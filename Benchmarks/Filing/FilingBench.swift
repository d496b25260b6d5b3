// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Octets
import Offices
import Registry

/// How many bundles a second an office's service files, durably, and what one costs (`docs/benchmarks.md`).
///
/// `filing-bench SENDER-HOME RECEIVER-HOME DOSSIER SECONDS CLIENTS…`: seals the dossier again and again with the
/// sender's seal, serves the receiver's office on a free port of the loopback over TLS, and sends with so many clients at
/// a time, each on one connection that it keeps. Prints one line of JSON for each number of clients. Clients and service
/// share this process and the machine's cores, so that the sender's work is in the figures too.
@main struct FilingBench {
    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count >= 5, let seconds = Double(words[3]) else {
            print("filing-bench SENDER-HOME RECEIVER-HOME DOSSIER SECONDS CLIENTS…")
            exit(64)
        }
        let sender = try Office(home: words[0])
        let receiver = try Office(home: words[1])
        let maker = try BundleMaker(sender: sender, receiver: receiver, dossier: words[2])
        let first = try maker.make()
        print(try CryptographicWork.measured(by: maker, receiver: receiver).json)
        for clients in words[4...].compactMap({ Int($0) }) {
            let load = try await Load.run(maker, to: receiver, clients: clients, seconds: seconds)
            print(load.json(bundleSize: first.count))
        }
    }
}

/// A number for a line of JSON.
func rounded(_ value: Double) -> String {
    let scaled = (value * 1000).rounded() / 1000
    return String(scaled)
}

/// Seconds on a clock that only runs forward.
func clockSeconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

/// Nobody types a passphrase: the keys of a benchmark stand open.
struct OpenKeys: PassphraseSource {
    func passphrase(for lock: Lock, isNew: Bool) throws -> SecretBytes {
        throw OfficeError(.locked)
    }
}

/// The clock of the service and of the sender.
func wallClock() -> Timestamp {
    Timestamp(secondsSinceEpoch: Int64(time(nil)))
}

/// Time of the processor that this process has used, in seconds.
func processorSeconds() -> Double {
    var usage = rusage()
    guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return .nan }
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
}
