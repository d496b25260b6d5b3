// SPDX-License-Identifier: Apache-2.0

/// A fault in an embedded file, in the form that compilers use, so that editors find the place.
package struct GeneratorError: Error, CustomStringConvertible {
    package let reason: String
    package let path: String?
    package let line: Int?

    package init(_ reason: String, path: String? = nil, line: Int? = nil) {
        self.reason = reason
        self.path = path
        self.line = line
    }

    package var description: String {
        let place = path.map { "\($0):\(line ?? 1): " } ?? ""
        return "\(place)error: \(reason)"
    }
}
