// SPDX-License-Identifier: Apache-2.0

/// The formats of JSON Schema (validation §7.3), each checked by the grammar of its standard.
///
/// `idn-email` and `idn-hostname` allow letters, marks and digits of any script in a label, with the contextual rules
/// of RFC 5892 for the characters that have one, but do not carry that standard's whole table of code points.
enum Format: String, CaseIterable, Sendable {
    case dateTime = "date-time"
    case date
    case time
    case duration
    case email
    case idnEmail = "idn-email"
    case hostname
    case idnHostname = "idn-hostname"
    case ipv4
    case ipv6
    case uri
    case uriReference = "uri-reference"
    case iri
    case iriReference = "iri-reference"
    case uriTemplate = "uri-template"
    case uuid
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex

    func holds(for text: String) -> Bool {
        var scanner = FormatScanner(text)
        return switch self {
        case .dateTime: scanner.dateTime() && scanner.isAtEnd
        case .date: scanner.date() && scanner.isAtEnd
        case .time: scanner.time() && scanner.isAtEnd
        case .duration: scanner.duration() && scanner.isAtEnd
        case .email: FormatGrammar.isMailbox(text, international: false)
        case .idnEmail: FormatGrammar.isMailbox(text, international: true)
        case .hostname: Hostname.isHostname(text)
        case .idnHostname: Hostname.isInternationalHostname(text)
        case .ipv4: FormatGrammar.isIPv4(text.utf8[...])
        case .ipv6: FormatGrammar.isIPv6(text.utf8[...])
        case .uri: ResourceIdentifier.holds(text, absolute: true, international: false)
        case .uriReference: ResourceIdentifier.holds(text, absolute: false, international: false)
        case .iri: ResourceIdentifier.holds(text, absolute: true, international: true)
        case .iriReference: ResourceIdentifier.holds(text, absolute: false, international: true)
        case .uriTemplate: URITemplate.holds(text)
        case .uuid: FormatGrammar.isUUID(text.utf8)
        case .jsonPointer: JSONPointer(parsing: text) != nil
        case .relativeJSONPointer: FormatGrammar.isRelativePointer(text)
        case .regex: FormatGrammar.isPattern(text)
        }
    }
}
