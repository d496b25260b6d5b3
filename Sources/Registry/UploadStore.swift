// SPDX-License-Identifier: Apache-2.0

package import Files
import Glibc
package import Octets

/// The uploads that are not complete, in a folder; they survive a restart of the service.
///
/// ```
/// FOLDER/TOKEN.part      the bytes that came, in order; its length is the offset
/// FOLDER/TOKEN.upload    what is known of the upload; written last, so what has none is no upload
/// ```
package struct UploadStore: Sendable {
    private let folder: String
    private static let recordSuffix = ".upload"
    private static let partSuffix = ".part"

    /// Opens the store in `folder`, making it where missing.
    package init(_ folder: String) throws(FileError) {
        self.folder = folder
        try Folder.create(folder)
    }

    /// Begins an upload; durable on return.
    package func create(_ record: UploadRecord) throws -> PartialUpload {
        let path = Folder.join(folder, record.token + Self.partSuffix)
        try Folder.write([], to: path)
        try Folder.write(record.lines, to: recordPath(record.token))
        guard let upload = try PartialUpload(record, path: path, recordPath: recordPath(record.token)) else {
            throw FileError(.changed, path: path)
        }
        return upload
    }

    /// What came of asking for an upload.
    package enum Held: Sendable {
        case upload(PartialUpload)
        case inUse
        case unknown
    }

    /// Holds the upload of this token.
    package func hold(_ token: String) throws(FileError) -> Held {
        guard let record = record(token) else { return .unknown }
        do {
            let path = Folder.join(folder, token + Self.partSuffix)
            let upload = try PartialUpload(record, path: path, recordPath: recordPath(token))
            return upload.map { .upload($0) } ?? .inUse
        } catch  where error.code == .missing {
            return .unknown
        }
    }

    /// The uploads of one sender.
    package func records(of sender: SHA256Digest) throws(FileError) -> [UploadRecord] {
        try records().filter { $0.sender == sender }
    }

    /// When the upload is given up, if nothing more comes for it; nil where it is gone.
    ///
    /// `lifetime` is in seconds after the last byte, `emptyLifetime` in seconds after the beginning of one that has no
    /// byte yet.
    package func expiry(of record: UploadRecord, lifetime: Int64, emptyLifetime: Int64) -> Timestamp? {
        var status = stat()
        guard unsafe lstat(Folder.join(folder, record.token + Self.partSuffix), &status) == 0 else {
            return nil
        }
        guard status.st_size > 0 else { return record.createdAt.adding(seconds: emptyLifetime) }
        let touchedAt = Timestamp(secondsSinceEpoch: Int64(status.st_mtim.tv_sec))
        return max(touchedAt, record.createdAt).adding(seconds: lifetime)
    }

    /// Gives up the uploads whose time is over and that nobody holds, and tells how many those were.
    package func sweep(now: Timestamp, lifetime: Int64, emptyLifetime: Int64) throws(FileError) -> Int {
        var count = 0
        for record in try records() {
            let end = expiry(of: record, lifetime: lifetime, emptyLifetime: emptyLifetime)
            guard end ?? now <= now else { continue }
            switch try hold(record.token) {
            case .upload(let upload):
                upload.remove()
                count += 1
            case .inUse: continue
            case .unknown: unsafe unlink(recordPath(record.token))
            }
        }
        // Bytes without a record, and files that never got their name: a crash came between.
        for name in try Folder.names(in: folder)
        where name.hasSuffix(Self.partSuffix) || name.hasSuffix(PendingFile.suffix) {
            let path = Folder.join(folder, name)
            var status = stat()
            guard record(String(name.dropLast(Self.partSuffix.count))) == nil,
                unsafe lstat(path, &status) == 0,
                Int64(status.st_ctim.tv_sec) + emptyLifetime <= now.secondsSinceEpoch
            else { continue }
            unsafe unlink(path)
        }
        return count
    }

    private func records() throws(FileError) -> [UploadRecord] {
        try Folder.names(in: folder)
            .filter { $0.hasSuffix(Self.recordSuffix) }
            .compactMap { record(String($0.dropLast(Self.recordSuffix.count))) }
    }

    private func record(_ token: String) -> UploadRecord? {
        guard UploadRecord.isToken(token), let lines = try? Folder.read(recordPath(token), limit: 1024) else {
            return nil
        }
        return UploadRecord(token: token, lines: lines)
    }

    private func recordPath(_ token: String) -> String {
        Folder.join(folder, token + Self.recordSuffix)
    }
}
