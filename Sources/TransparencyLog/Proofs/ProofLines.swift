// SPDX-License-Identifier: Apache-2.0

import Octets

/// The lines that come before a checkpoint in a proof and in a request to cosign.
struct ProofLines {
    /// What was not read yet.
    private(set) var rest: [UInt8]

    init(_ bytes: [UInt8]) {
        rest = bytes
    }

    /// The next line without its newline; nil where no whole line of UTF-8 is left.
    mutating func next() -> String? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")),
            let line = String(validating: rest[..<end], as: UTF8.self)
        else { return nil }
        rest.removeFirst(end + 1)
        return line
    }

    /// Hashes, one a line, up to the empty line; nil for more than `limit` or anything else.
    mutating func hashes(limit: Int) -> [SHA256Digest]? {
        var hashes: [SHA256Digest] = []
        while let line = next() {
            if line.isEmpty { return hashes }
            guard hashes.count < limit, let bytes = try? Base64.decode(line, padded: true),
                let hash = SHA256Digest(bytes: bytes)
            else { return nil }
            hashes.append(hash)
        }
        return nil
    }

    static func lines(_ hashes: [SHA256Digest]) -> [String] {
        hashes.map { Base64.encode($0.bytes, padded: true) }
    }
}
