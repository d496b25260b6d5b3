// SPDX-License-Identifier: Apache-2.0

import Octets

extension AgeHeader {
    /// Reads a header line by line (age.md, "ABNF definition of file header"); the payload comes next in `reader`.
    ///
    /// One spelling for each header: canonical base64, no empty argument, no other white space. A stanza of an unknown
    /// type is taken as it is; a passphrase's stanza must stand alone. Size, line and count are capped, because each
    /// stanza may cost its reader a decapsulation.
    init(reading reader: BufferedReader) throws {
        var parser = HeaderParser()
        while true {
            let line = try reader.readLine(limit: parser.lineLimit)
            if let header = try parser.take(line) {
                self = header
                return
            }
        }
    }
}

/// The state between two lines of a header.
private struct HeaderParser {
    private var received: [UInt8] = []
    private var stanzas: [AgeStanza] = []
    private var lineNumber = 0
    /// The stanza whose body is being read.
    private var open: (arguments: [String], body: [UInt8])?

    /// The longest line that may come next, its line feed not counted.
    var lineLimit: Int { min(Limits.ageArgumentLine, Limits.ageHeader - received.count - 1) }

    private var malformed: AgeError { AgeError(.malformedHeader, ["line": String(lineNumber)]) }

    /// Takes the next line and returns the header when it was the last.
    mutating func take(_ line: BufferedReader.Line) throws(AgeError) -> AgeHeader? {
        lineNumber += 1
        let text: [UInt8]
        switch line {
        case .complete(let bytes): text = bytes
        case .tooLong:
            // What is not age at all is called that, and not a header that is too large.
            guard lineNumber > 1 else { throw malformed }
            let limit = lineLimit == Limits.ageArgumentLine ? Limits.ageArgumentLine : Limits.ageHeader
            throw AgeError(.headerTooLarge, ["limit": String(limit)])
        case .unterminated: throw malformed
        }
        if let last = try step(text) { return last }
        received += text
        received.append(UInt8(ascii: "\n"))
        return nil
    }

    private mutating func step(_ text: [UInt8]) throws(AgeError) -> AgeHeader? {
        if lineNumber == 1 {
            try checkVersion(text)
        } else if let current = open {
            try takeBodyLine(text, of: current)
        } else if text.starts(with: "---".utf8) {
            return try close(text)
        } else {
            try openStanza(text)
        }
        return nil
    }

    private func checkVersion(_ text: [UInt8]) throws(AgeError) {
        if text.elementsEqual(AgeHeader.versionLine.utf8) { return }
        let version = text.dropFirst("age-encryption.org/".utf8.count)
        let isOther = text.starts(with: "age-encryption.org/".utf8) && !version.isEmpty
        throw isOther && version.allSatisfy(isVisible) ? AgeError(.unsupportedVersion) : malformed
    }

    private mutating func openStanza(_ text: [UInt8]) throws(AgeError) {
        guard text.starts(with: "-> ".utf8) else { throw malformed }
        let arguments = text.dropFirst(3).split(
            separator: UInt8(ascii: " "),
            omittingEmptySubsequences: false
        )
        guard arguments.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isVisible) }) else { throw malformed }
        guard stanzas.count < Limits.ageStanzas else {
            throw AgeError(.tooManyStanzas, ["limit": String(Limits.ageStanzas)])
        }
        open = (arguments.map { String(decoding: $0, as: UTF8.self) }, [])
    }

    private mutating func takeBodyLine(_ text: [UInt8], of current: (arguments: [String], body: [UInt8]))
        throws(AgeError)
    {
        guard text.count <= AgeHeader.columns, let bytes = try? Base64.decode(text) else { throw malformed }
        let body = current.body + bytes
        if text.count == AgeHeader.columns {
            open = (current.arguments, body)
        } else {
            let stanza = AgeStanza(
                type: current.arguments[0],
                arguments: Array(current.arguments.dropFirst()),
                body: body
            )
            stanzas.append(stanza)
            open = nil
        }
    }

    private mutating func close(_ text: [UInt8]) throws(AgeError) -> AgeHeader {
        guard text.starts(with: "--- ".utf8), let mac = try? Base64.decode(text.dropFirst(4)),
            mac.count == 32,
            !stanzas.isEmpty
        else { throw malformed }
        guard stanzas.count == 1 || !stanzas.contains(where: { $0.kind == .passphrase }) else {
            throw AgeError(.passphraseNotAlone)
        }
        received += "---".utf8
        return AgeHeader(stanzas: stanzas, authenticated: received, mac: mac)
    }
}

/// Tells whether `character` is VCHAR of RFC 5234.
private func isVisible(_ character: UInt8) -> Bool {
    (0x21...0x7e).contains(character)
}
