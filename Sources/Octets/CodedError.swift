// SPDX-License-Identifier: Apache-2.0

/// An error that a person will read: a code from a closed list, and what the sentence about it needs.
///
/// The sentence itself stands in the catalogue, in three languages, under `domain.code`. Arguments name places
/// (a file, a pointer into a document, a limit), never a person, a key or the content of a document.
package protocol CodedError: Error, Sendable {
    /// The catalogue's section, for example `age` or `container`.
    static var domain: String { get }
    /// The code in the catalogue's spelling, for example `header-too-large`.
    var codeName: String { get }
    /// What the sentence's placeholders stand for.
    var arguments: [String: String] { get }
}
