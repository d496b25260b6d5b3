// SPDX-License-Identifier: Apache-2.0

import Foundation

/// `EmbedGenerator catalogue|files OUTPUT FOLDER FILE…`: writes one Swift file that holds the given files' content.
///
/// Run by the plugin `EmbedResources` during the build. A fault in a file ends the build with one line that names
/// file, line and reason.
@main
struct EmbedGenerator {
    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) throws {
        guard arguments.count >= 3 else {
            throw GeneratorError("usage: EmbedGenerator FORM OUTPUT FOLDER FILE…")
        }
        let folder = arguments[2]
        let paths = arguments.dropFirst(3)
        let source =
            switch arguments[0] {
            case "catalogue":
                try CatalogueSource(
                    fragments: paths.map { try CatalogueFragment(path: $0, text: text(of: $0)) }
                ).text
            case "files":
                FilesSource(
                    files: try paths.map {
                        (name: String($0.dropFirst(folder.utf8.count + 1)), text: try text(of: $0))
                    }
                ).text
            default: throw GeneratorError("unknown form: \(arguments[0])")
            }
        try Data(source.utf8).write(to: URL(filePath: arguments[1]), options: .atomic)
    }

    private static func text(of path: String) throws -> String {
        guard let text = String(validating: try Data(contentsOf: URL(filePath: path)), as: UTF8.self) else {
            throw GeneratorError("not UTF-8", path: path)
        }
        return text
    }
}
