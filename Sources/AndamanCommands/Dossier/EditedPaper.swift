// SPDX-License-Identifier: Apache-2.0

import Bundles
import Files
import JSONSchema
import Octets

/// A paper in a folder while it is being filled in.
struct EditedPaper {
    let path: String
    let value: JSONValue
    /// What the file held when it was last read or written here.
    private var bytes: [UInt8]

    /// - Throws: `FileError`; `BundleError` with `malformedDocument`.
    init(_ path: String) throws {
        self.path = path
        bytes = try Folder.read(path, limit: Limits.document)
        do throws(JSONError) {
            value = try JSON.parse(bytes)
        } catch {
            throw BundleError(.malformedDocument, ["document": path], reasons: [Reason(error)])
        }
    }

    /// Puts `document` in the place of the file, durably.
    ///
    /// - Throws: `FileError` with `changed` where somebody else has written the file meanwhile, whose work would be lost.
    mutating func save(_ document: JSONValue) throws {
        guard try Folder.read(path, limit: Limits.document) == bytes else {
            throw FileError(.changed, path: path)
        }
        let new = document.bytes(.pretty) + [UInt8(ascii: "\n")]
        try Folder.write(new, to: path, existing: .replace)
        bytes = new
    }
}
