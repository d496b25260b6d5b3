// SPDX-License-Identifier: Apache-2.0

import Files
import Octets

// The names of folders and files are written here a second time, and not taken from the code that gives them: a checker that
// shares a mistake with the writer would not see it.

extension RegistryChecker {
    /// Holds the sealed files of a folder, named by their digests, against those that must be there.
    func checkFiles(
        _ folder: String,
        _ sizes: [String: Int64],
        _ findings: inout [RegistryFinding]
    ) throws {
        let objects = Folder.join(folder, "objects")
        var found: Set<String> = []
        for prefix in Folder.exists(objects) ? try Folder.names(in: objects) : [] {
            let parent = Folder.join(objects, prefix)
            guard Folder.isFolder(parent) else {
                findings.append(RegistryFinding(.strayName, prefix))
                continue
            }
            for name in try Folder.names(in: parent) {
                let digest = prefix + name
                guard prefix.utf8.count == 2, SHA256Digest(hex: digest) != nil else {
                    findings.append(RegistryFinding(.strayName, digest))
                    continue
                }
                found.insert(digest)
                let (actual, count) = try measure(Folder.join(parent, name))
                if actual != digest { findings.append(RegistryFinding(.fileAltered, digest)) }
                switch sizes[digest] {
                case nil: findings.append(RegistryFinding(.fileWithoutRow, digest))
                case .some(let size) where UInt64(size) != count:
                    findings.append(RegistryFinding(.sizeDiffers, digest))
                case .some: break
                }
            }
        }
        for digest in sizes.keys.sorted() where !found.contains(digest) {
            findings.append(RegistryFinding(.fileMissing, digest))
        }
    }

    /// Files that were set aside are named by their digests too.
    func checkQuarantine(_ storeFolder: String, _ findings: inout [RegistryFinding]) throws {
        let folder = Folder.join(storeFolder, "quarantine")
        guard Folder.exists(folder) else { return }
        for name in try Folder.names(in: folder) where name.hasSuffix(".sealed.asice") {
            let digest = String(name.dropLast(13))
            guard SHA256Digest(hex: digest) != nil else { continue }
            if try measure(Folder.join(folder, name)).digest != digest {
                findings.append(RegistryFinding(.quarantinedAltered, digest))
            }
        }
    }

    /// Holds each upload that is under way against its record.
    ///
    /// The bytes that came so far have no digest yet, so of them only the number can be said; the whole is held against the
    /// digest that the sender gave once it is there, or seen to be another when it is judged.
    func checkUploads(_ storeFolder: String, _ findings: inout [RegistryFinding]) throws {
        let folder = Folder.join(storeFolder, "uploads")
        guard Folder.exists(folder) else { return }
        for name in try Folder.names(in: folder) where !name.hasPrefix(".") {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, ["upload", "part"].contains(parts[1]), parts[0].utf8.count == 32,
                (try? Hex.decode(String(parts[0]))) != nil
            else {
                findings.append(RegistryFinding(.strayName, name))
                continue
            }
            // Bytes without a record are what a crash left, and go by themselves.
            guard parts[1] == "upload" else { continue }
            let bytes = Folder.join(folder, parts[0] + ".part")
            guard let told = told(Folder.join(folder, name)), Folder.exists(bytes),
                case let (digest, count) = try measure(bytes), count <= told.length,
                count < told.length || told.digest == "-" || told.digest == digest
            else {
                findings.append(RegistryFinding(.uploadDamaged, String(parts[0])))
                continue
            }
        }
    }

    /// What an upload's record says; nil where it is not what was written.
    private func told(_ path: String) -> (length: UInt64, digest: String)? {
        guard let bytes = try? Folder.read(path, limit: 4096),
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count == 8, lines[7].isEmpty, lines[0] == "andaman-upload 2" else { return nil }
        let before = lines[..<6].map { $0 + "\n" }.joined()
        guard lines[6] == "check " + SHA256Digest(of: Array(before.utf8)).hex,
            let length = UInt64(lines[3].dropFirst("length ".count))
        else { return nil }
        return (length, String(lines[4].dropFirst("digest ".count)))
    }

    private func measure(_ path: String) throws -> (digest: String, count: UInt64) {
        let file = DigestingSource(try FileSource(path, followingLinks: false))
        try file.copy(to: Nowhere())
        return (file.digest.hex, file.count)
    }
}

/// Takes bytes that only had to be read.
private final class Nowhere: ByteSink {
    func write(_ bytes: RawSpan) throws {}
    func finish() throws {}
}
