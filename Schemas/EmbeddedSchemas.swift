// SPDX-License-Identifier: Apache-2.0

/// The JSON Schemas, procedures, code lists and the service's description, compiled into the program.
///
/// A file's name is its path inside `Schemas/`, for example `referral.schema.json` or `procedures/NAME.json`.
package enum EmbeddedSchemas {
    /// All names, sorted.
    package static var names: [String] { EmbeddedFiles.table.map(\.name) }

    /// The file's bytes exactly as they stand in `Schemas/`, or nil where there is no such file.
    package static func file(named name: String) -> [UInt8]? {
        EmbeddedFiles.table.first { $0.name == name }.map { Array($0.text.utf8) }
    }
}
