// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import CZlib
import Glibc
import Octets
import Testing

/// One of the C2SP/CCTV vectors: what must come of it, the keys, and an age file.
struct AgeVector: CustomTestStringConvertible, Sendable {
    let name: String
    private(set) var expect = ""
    private(set) var payload: SHA256Digest?
    private(set) var identities: [any AgeIdentity] = []
    private(set) var isArmored = false
    private(set) var file: [UInt8]

    var testDescription: String { name }

    /// The folder of the vectors, beside the project's root.
    static let folder = #filePath.components(upTo: "/Tests/") + "/../shared/vectors/age"

    /// All of them; none where the folder is absent.
    static let all: [AgeVector] = {
        guard let handle = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(handle) }
        var names: [String] = []
        while let entry = unsafe readdir(handle) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted().map { name in
            do {
                return try AgeVector(name: name, content: try readWhole(folder + "/" + name))
            } catch {
                fatalError("vector \(name): \(error)")
            }
        }
    }()

    init(name: String, content: [UInt8]) throws {
        self.name = name
        file = content
        var isCompressed = false
        while let end = file.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: file[..<end], as: UTF8.self)
            file.removeFirst(end + 1)
            if line.isEmpty { break }
            let colon = try #require(line.firstIndex(of: ":"))
            let value = String(line[colon...].dropFirst(2))
            switch line[..<colon] {
            case "expect": expect = value
            case "payload": payload = SHA256Digest(hex: value)
            case "identity": identities.append(try Array(value.utf8).withBytes(AgeIdentities.parse))
            case "passphrase": identities.append(PassphraseIdentity(secret(value)))
            case "armored": isArmored = true
            case "compressed": isCompressed = true
            case "file key", "comment": break
            default: Issue.record("unknown field in \(name)")
            }
        }
        if isCompressed { file = try inflated(file) }
    }
}

private func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
    var target = [UInt8](repeating: 0, count: 64 << 20)
    var count = uLongf(target.count)
    let result = unsafe uncompress(&target, &count, bytes, uLong(bytes.count))
    try #require(result == Z_OK)
    return Array(target[..<Int(count)])
}

extension String {
    fileprivate func components(upTo mark: String) -> String {
        var text = Substring(self)
        while !text.hasSuffix(mark), !text.isEmpty { text.removeLast() }
        return String(text.dropLast(mark.count))
    }
}
