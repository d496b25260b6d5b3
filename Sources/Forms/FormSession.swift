// SPDX-License-Identifier: Apache-2.0

package import Catalogue
package import Dossiers
package import JSONSchema
import Octets

/// What a form says to an answer.
package enum FormReply: Sendable, Equatable {
    /// The document has changed; the new value in words, where it is one.
    case taken(LocalizedText?)
    /// Nothing has changed; on to the next question.
    case kept
    /// The same question again, with help.
    case help([LocalizedText])
    /// The same question again, with the reason.
    case refused(Message)
    /// The person wants to stop.
    case stopped
}

/// Filling in one document, question by question.
///
/// A value that knows nothing of terminals and files: whoever holds it shows `question`, hands in each line to
/// `answer`, and saves `document` after every `taken`. It begins with the first field that is open or does not follow
/// the schema, so a form that was left goes on where it matters; with the first field where none is. An answer that
/// does not follow the schema is refused, and the document is never changed by it.
package struct FormSession: Sendable {
    package private(set) var document: JSONValue
    private let kind: DocumentKind
    private let node: SchemaNode
    private let zone: BorderZone
    private let scope: JSONPointer
    private var fields: [FormField] = []
    private var place = 0
    /// What is missing or wrong in the document as it stands.
    package private(set) var remaining: [SchemaViolation] = []

    /// Begins a form; nil where the document is of no known kind, or has no question at `scope`.
    ///
    /// A time without a zone is meant in `zone`. Asked is only for `scope` and what lies in it; empty for all.
    package init?(_ document: JSONValue, zone: BorderZone, scope: JSONPointer = []) {
        guard let kind = DocumentKind(of: document), let node = SchemaNode(kind), document.object != nil
        else {
            return nil
        }
        self.document = document
        self.kind = kind
        self.node = node
        self.zone = zone
        self.scope = scope
        refresh()
        guard !fields.isEmpty else { return nil }
        place = firstOpen ?? 0
    }

    /// What is asked now; nil at the end.
    package var question: FormField? {
        fields.indices.contains(place) ? fields[place] : nil
    }

    /// Whether nothing is missing or wrong, as far as the schema says.
    package var isComplete: Bool { remaining.isEmpty }

    /// Takes the answer to `question`.
    ///
    /// Nothing keeps what is there; `?` asks for help, `<` goes back, `>` goes on to the next open field, `-` leaves
    /// the field out, `.` stops.
    package mutating func answer(_ line: String) -> FormReply {
        guard let field = question else { return .stopped }
        let answer = AnswerReading.cleaned(line)
        switch answer {
        case "":
            place += 1
            return .kept
        case "?":
            return .help(field.help)
        case "<":
            place = max(place - 1, 0)
            return .kept
        case ">":
            place = fields.indices.dropFirst(place + 1).first { isOpen(fields[$0]) } ?? fields.count
            return .kept
        case ".":
            return .stopped
        case "-":
            return leaveOut(field)
        default:
            return field.holdsValue ? take(answer, field) : build(answer, field)
        }
    }

    // MARK: Answers

    private mutating func take(_ answer: String, _ field: FormField) -> FormReply {
        guard let value = AnswerReading(field: field, zone: zone).value(of: answer) else {
            return .refused(field.refusal)
        }
        let candidate = readingNumber(at: field.pointer, in: document.changing(field.pointer, to: value))
            .ordered(by: node)
        // Typed text may hold what no document may: signs that turn the writing, or another normal form.
        do throws(JSONError) {
            _ = try JSON.parse(candidate.bytes(.compact))
        } catch {
            return .refused(
                Message(domain: JSONError.domain, code: error.codeName, arguments: error.arguments)
            )
        }
        if let wrong = violations(in: candidate).first(where: { field.pointer.holds($0.instance) }) {
            return .refused(field.specialRefusal ?? wrong.message)
        }
        set(candidate, after: field)
        let shown = fields.first { $0.identity == field.identity }?.shown
        return .taken(shown)
    }

    /// Reads the number of an identity paper anew where it or the paper's kind has changed; the answer stands as it is.
    ///
    /// What a person has put beside a number in one spelling goes with the number that it was for.
    private func readingNumber(at pointer: JSONPointer, in candidate: JSONValue) -> JSONValue {
        guard kind == .identity, pointer.tokens.count == 3, pointer.tokens[0] == "papers",
            ["number", "kind"].contains(pointer.tokens[2])
        else { return candidate }
        let paper = JSONPointer(Array(pointer.tokens.dropLast()))
        var members = candidate[paper]?.object ?? JSONObject()
        members["normalized"] = nil
        members["reading"] = nil
        return candidate.changing(paper, to: IdentityPaper.completed(.object(members)))
    }

    private mutating func leaveOut(_ field: FormField) -> FormReply {
        guard document[field.pointer] != nil else {
            if field.isRequired { return .refused(.formCannotLeaveOut) }
            place += 1
            return .kept
        }
        let candidate = document.changing(field.pointer, to: nil)
        let isNeeded = violations(in: candidate).contains { $0.missing == field.pointer }
        guard !isNeeded || field.kind == .entry else { return .refused(.formCannotLeaveOut) }
        set(candidate, after: nil)
        // An entry's questions go with it, and the next one stands in its place.
        if field.holdsValue || field.kind == .list { place += 1 }
        place = min(place, fields.count)
        return .taken(nil)
    }

    /// Yes or no to a group or a further entry.
    private mutating func build(_ answer: String, _ field: FormField) -> FormReply {
        let word = answer.lowercased()
        let yes = Language.allCases.map { Message.formYes.text(in: $0).lowercased() } + ["y", "1"]
        let no = Language.allCases.map { Message.formNo.text(in: $0).lowercased() } + ["n", "2"]
        if no.contains(word) {
            place += 1
            return .kept
        }
        guard yes.contains(word) else { return .refused(.formYesOrNo) }
        switch field.kind {
        case .section where field.current == nil:
            set(document.changing(field.pointer, to: .object(JSONObject())).ordered(by: node), after: field)
            return .taken(nil)
        case .list:
            let entry = field.pointer.appending(document[field.pointer]?.array?.count ?? 0)
            var candidate = document
            if document[field.pointer]?.array == nil { candidate = candidate.changing(field.pointer, to: []) }
            set(candidate.changing(entry, to: .object(JSONObject())).ordered(by: node), after: nil)
            place = fields.firstIndex { entry.holds($0.pointer) && $0.kind != .entry } ?? place + 1
            return .taken(nil)
        default:
            place += 1
            return .kept
        }
    }

    // MARK: The document and its questions

    /// Takes the new document, and goes to the question after `field` where one is given.
    private mutating func set(_ document: JSONValue, after field: FormField?) {
        self.document = document
        refresh()
        if let field { place = (fields.firstIndex { $0.identity == field.identity } ?? place) + 1 }
    }

    private mutating func refresh() {
        remaining = violations(in: document)
        let demanded = Set(remaining.compactMap(\.missing))
        let all = FieldList(document, node, demanded: demanded, wanted: scope).fields
        fields = scope.tokens.isEmpty ? all : all.filter { scope.holds($0.pointer) }
    }

    private func violations(in document: JSONValue) -> [SchemaViolation] {
        DocumentCatalog.shared.violations(in: document, kind: kind, form: .draft) ?? []
    }

    private var firstOpen: Int? { fields.firstIndex(where: isOpen) }

    /// Whether the rules have something to say about the field as it stands.
    private func isOpen(_ field: FormField) -> Bool {
        remaining.contains { violation in
            let wrong = violation.missing ?? violation.instance
            if field.pointer == wrong { return field.kind != .entry }
            if wrong.holds(field.pointer) { return field.kind != .entry && field.kind != .section }
            return field.holdsValue && field.pointer.holds(wrong)
        }
    }
}

extension SchemaViolation {
    /// The member that is missing, where that is what is wrong.
    var missing: JSONPointer? {
        guard code == .required || code == .dependentRequired, let name = arguments["name"] else {
            return nil
        }
        return instance.appending(name)
    }

    /// The sentence about it.
    package var message: Message {
        Message(domain: Self.domain, code: codeName, arguments: arguments)
    }
}

extension FormField {
    /// Why an answer cannot be read.
    var refusal: Message {
        switch kind {
        case .number: .formNotNumber
        case .date: .formNotDate
        case .partialDate: .formNotDate
        case .time: .formNotTime
        case .flag, .section, .entry, .list: .formYesOrNo
        case .choice, .choices: .formNotChoice
        case .text, .longText, .texts: .formNotText
        }
    }

    /// A sentence that is plainer than the pattern that the answer does not have, where the catalogue has one.
    var specialRefusal: Message? {
        switch definition {
        case "phone": .formNotPhone
        case "country", "language": .formNotChoice
        case "caseNumber": .formNotCaseNumber
        case "name", "code": .formNotIdentifier
        default: nil
        }
    }
}
