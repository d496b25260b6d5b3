// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets

/// Why a file could not be read or written.
package struct FileError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        /// There is no such file or folder.
        case missing
        /// Something of that name exists, and nothing is overwritten unasked.
        case exists
        /// The file's permissions do not allow it.
        case denied
        /// The disk or the quota is full.
        case full
        /// The file is not of the kind that is needed: a folder in place of a file, a link, a device.
        case wrongKind = "wrong-kind"
        /// A name in the folder is not UTF-8.
        case unreadableName = "unreadable-name"
        /// The file changed while it was used.
        case changed
        /// Reading or writing failed for another reason.
        case failed
    }

    package static let domain = "file"
    package let code: Code
    /// The path as it was given.
    package let path: String
    /// The system's error number, 0 where there is none.
    package let number: Int32
    package var codeName: String { code.rawValue }
    package var arguments: [String: String] {
        ["path": path, "detail": number == 0 ? "" : systemText]
    }

    package init(_ code: Code, path: String, number: Int32 = 0) {
        self.code = code
        self.path = path
        self.number = number
    }

    /// The error that `errno` stands for.
    package init(path: String, errno number: Int32) {
        let code: Code =
            switch number {
            case ENOENT, ENOTDIR: .missing
            case EEXIST, ENOTEMPTY: .exists
            case EACCES, EPERM, EROFS: .denied
            case ENOSPC, EDQUOT: .full
            case EISDIR, ELOOP: .wrongKind
            default: .failed
            }
        self.init(code, path: path, number: number)
    }

    private var systemText: String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? String(number)
    }
}
