// SPDX-License-Identifier: Apache-2.0

/// The Swift text for a target that holds files as they are, by their path inside the target's folder.
///
/// String literals, because the compiler takes those as they are: 400 KB of them cost about a second, the same bytes
/// as an array literal most of a minute.
package struct FilesSource {
    package let text: String

    package init(files: [(name: String, text: String)]) {
        let rows = files.sorted { $0.name < $1.name }
            .map { "        (name: \(swiftLiteral($0.name)), text: \(swiftLiteral($0.text)))," }
        text = """
            // Made by EmbedGenerator.

            enum EmbeddedFiles {
                static let table: [(name: String, text: String)] = [
            \(rows.joined(separator: "\n"))
                ]
            }

            """
    }
}
