// SPDX-License-Identifier: Apache-2.0

import Bundles
import Catalogue
import Dossiers
import JSONSchema
import Octets
import Offices

/// One command under way: its options, its language, and the ways it has to speak.
struct Session: Sendable {
    let surroundings: Surroundings
    let options: CommonOptions
    let language: Language
    /// What came out of pipes, which are empty when they are asked again.
    let pipedSecrets = PipedSecrets()

    init(_ options: CommonOptions) {
        surroundings = Surroundings.current
        self.options = options
        language = options.lang ?? surroundings.localeLanguage
    }

    /// The moment it is now.
    var now: Timestamp { surroundings.clock() }

    /// The folder of the office: `--home`, else `ANDAMAN_HOME`, else `~/.andaman`.
    var home: String {
        if let home = options.home { return home }
        if let home = surroundings.environment["ANDAMAN_HOME"], !home.isEmpty { return home }
        return (surroundings.environment["HOME"] ?? ".") + "/.andaman"
    }

    /// The office in `home`.
    func office() throws -> Office {
        try Office(home: home)
    }

    /// Where this command's passphrases come from.
    var passphrases: CommandPassphrases { CommandPassphrases(session: self) }

    // MARK: Speaking

    /// Says something to the person who ran the command.
    ///
    /// A message that belongs to the line before it stands `indent` blanks further in.
    func say(_ message: Message, indent: Int = 0) {
        surroundings.output(String(repeating: " ", count: indent) + text(message) + "\n")
    }

    /// Says something that does not belong to the command's answer.
    func remark(_ message: Message) {
        surroundings.complaint(text(message) + "\n")
    }

    /// Says what went wrong: one sentence, then what led to it, where there is more to say.
    func complain(of error: any Error, about path: String? = nil) {
        let subject = path.map { Printable.text($0) + ": " } ?? ""
        let told = sentence(error)
        surroundings.complaint(subject + told + "\n")
        for reason in (error as? BundleError)?.reasons.map({ sentence($0) }) ?? [] where reason != told {
            surroundings.complaint("- " + reason + "\n")
        }
    }

    /// A message in the command's language; what was put into it cannot move a terminal's cursor or begin a line.
    func text(_ message: Message) -> String {
        Printable.lines(message.mapArguments(Printable.text).text(in: language))
    }

    /// Prints one line that is the same in every language.
    func print(_ line: String) {
        surroundings.output(Printable.text(line) + "\n")
    }

    /// Prints one JSON object; what a terminal would act on is written by its number, which means the same in JSON.
    func print(_ value: JSONValue) {
        surroundings.output(Printable.json(value.text(.compact)) + "\n")
    }

    /// The sentence about an error.
    func sentence(_ error: any Error) -> String {
        guard let error = error as? any CodedError else {
            // The text of a foreign error could hold anything, so only its kind is told.
            return text(.commandInternalFault(kind: String(describing: type(of: error))))
        }
        return text(Message(error))
    }

    /// The sentence about a reason.
    ///
    /// Codes of papers, roles and steps are said in words, and of a paper that does not follow its schema what that
    /// asks for, where it is known.
    func sentence(_ reason: Reason) -> String {
        guard reason.domain == Finding.domain else { return text(Message(reason)) }
        if reason.code == Finding.Code.documentInvalid.rawValue, reason.arguments["instance"] != nil,
            let document = reason.arguments["document"], let keyword = reason.arguments["keyword"],
            Catalogue.contains(domain: SchemaViolation.domain, code: keyword)
        {
            let rule = Message(domain: SchemaViolation.domain, code: keyword, arguments: reason.arguments)
            return text(.commandDossierBreaks(document: document, rule: text(rule)))
        }
        let words = Finding.words(for: reason.arguments).mapValues { $0.text(in: language) }
        let arguments = reason.arguments.merging(words) { _, word in word }
        return text(Message(domain: reason.domain, code: reason.code, arguments: arguments))
    }
}

extension Message {
    init<E: CodedError>(_ error: E) {
        self.init(domain: E.domain, code: error.codeName, arguments: error.arguments)
    }

    init(_ reason: Reason) {
        self.init(domain: reason.domain, code: reason.code, arguments: reason.arguments)
    }
}

/// Text from files and other offices, made harmless for a terminal: control characters, those that turn the direction
/// of writing, and those that end a line, after which a name could feign a verdict, are shown by their code points.
enum Printable {
    /// A name, a value, or one line.
    static func text(_ text: String) -> String {
        escaped(text, where: isUnsafe)
    }

    /// A sentence of our own, which may have several lines.
    static func lines(_ text: String) -> String {
        escaped(text) { $0 != "\n" && isUnsafe($0) }
    }

    /// JSON text: such characters stand in its strings alone, where each may be escaped (RFC 8259 §7).
    static func json(_ text: String) -> String {
        escaped(text, where: isUnsafe) { scalar in
            String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
            .joined()
        }
    }

    private static func escaped(
        _ text: String,
        where isUnsafe: (Unicode.Scalar) -> Bool,
        as form: (Unicode.Scalar) -> String = { "<U+" + String($0.value, radix: 16, uppercase: true) + ">" }
    ) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar) { safe += form(scalar) } else { safe.unicodeScalars.append(scalar) }
        }
        return safe
    }

    /// Control characters, ends of lines, and what is not seen, such as marks of direction and tags; but not the joiners
    /// and variants that Burmese and Thai are written with.
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20..<0x7F, 0x200B...0x200D, 0xFE00...0xFE0F: false
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
        default: scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.generalCategory == .format
        }
    }
}

extension LocalizedText {
    fileprivate func text(in language: Language) -> String {
        switch language {
        case .en: english
        case .th: thai
        case .my: burmese
        }
    }
}
