// SPDX-License-Identifier: Apache-2.0

import Files
import Octets

/// The example's folder of papers, moved to today, with small attachments.
enum ExampleCase {
    /// Stands in a paper and in an attachment, and nowhere in anything that is encrypted.
    static let marker = "only-for-the-eyes-of-the-receiver"

    /// The day for which the example's papers are written.
    private static let writtenFor = Timestamp("2026-11-23T04:00:00Z")?.secondsSinceEpoch ?? 0

    static let folder = Folder.split(#filePath).folder + "/../../Examples"

    static func write(
        _ name: String = "return-of-a-child",
        to folder: String,
        from office: String = "ranong",
        attachmentSize: Int = 100,
        writtenFor moment: Timestamp? = nil
    ) throws {
        let example = Self.folder + "/" + name
        try Folder.create(folder + "/attachments")
        let ahead = Timestamp.now().secondsSinceEpoch - (moment?.secondsSinceEpoch ?? writtenFor)
        for name in try Folder.names(in: example) where name.hasSuffix(".json") {
            let text = String(decoding: try Folder.read(example + "/" + name, limit: 1 << 20), as: UTF8.self)
                .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) { match in
                    Timestamp(String(match.output))?.adding(seconds: ahead).description ?? ""
                }
                .replacing(
                    "\"from\": { \"office\": \"ranong\" }",
                    with: "\"from\": { \"office\": \"\(office)\" }"
                )
                .replacing("\"subject\": \"", with: "\"subject\": \"\(marker) ")
            try Folder.write(Array(text.utf8), to: folder + "/" + name)
        }
        guard Folder.exists(example + "/attachments") else { return }
        for name in try Folder.names(in: example + "/attachments") {
            let content = Array("\(name) \(marker)".utf8)
            let padding = [UInt8](repeating: 7, count: max(0, attachmentSize - content.count))
            try Folder.write(content + padding, to: folder + "/attachments/" + name)
        }
    }
}
