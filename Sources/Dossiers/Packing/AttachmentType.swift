// SPDX-License-Identifier: Apache-2.0

/// The kinds of files that may be attached, by extension: no more than offices exchange, and nothing that runs.
package enum AttachmentType {
    private static let mediaTypes = [
        "pdf": "application/pdf",
        "txt": "text/plain",
        "csv": "text/csv",
        "doc": "application/msword",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls": "application/vnd.ms-excel",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "png": "image/png",
        "mp3": "audio/mpeg",
        "m4a": "audio/mp4",
        "asice": "application/vnd.etsi.asic-e+zip",
    ]

    /// All extensions, sorted.
    package static let extensions = mediaTypes.keys.sorted()

    /// The extension of `fileName` in lower case, without its dot; empty where there is none.
    static func fileExtension(of fileName: String) -> String {
        guard let dot = fileName.lastIndex(of: "."), dot != fileName.startIndex else { return "" }
        return fileName[fileName.index(after: dot)...].lowercased()
    }

    /// The media type for an extension in lower case; nil where such files are not taken.
    static func mediaType(of fileExtension: String) -> String? {
        mediaTypes[fileExtension]
    }
}
