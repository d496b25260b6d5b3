// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
import Schemas
import Synchronization

/// Whether a document is still being written in a folder or stands in a container.
package enum DocumentForm: Sendable {
    /// The members that the tool writes (`x-filled-when-packed`: salt, authorities, lists) may be left out.
    case draft
    /// As signed and sent, and as the published schema has it.
    case packed
}

/// The kinds of documents that there are: one for each schema compiled into the program.
///
/// Schemas are read and compiled when first asked for, and kept: a short command needs a few of them. The draft form
/// is derived by one rule from the published schema, so that the two cannot differ in anything else.
package final class DocumentCatalog: Sendable {
    package static let shared = DocumentCatalog()

    private let sources = Mutex<[String: JSONValue]>([:])
    private let compiled = Mutex<[String: Schema]>([:])
    private let schemas = SchemaSet(options: .ours)

    package let common = embedded("common" + suffix)

    private static let suffix = ".schema.json"

    private init() {}

    /// All kinds, sorted by name.
    package var kinds: [DocumentKind] {
        EmbeddedSchemas.names.filter { $0.hasSuffix(Self.suffix) }
            .map { DocumentKind(rawValue: String($0.dropLast(Self.suffix.count))) }
            .filter(knows)
            .sorted()
    }

    package func knows(_ kind: DocumentKind) -> Bool {
        source(of: kind) != nil
    }

    /// The kind's name in three languages, as its schema has it.
    package func title(of kind: DocumentKind) -> LocalizedText? {
        source(of: kind).flatMap(LocalizedText.init(titleOf:))
    }

    /// The class of readers whom the sender's schema sets aside for papers of this kind.
    ///
    /// A paper of any class but ``generalReaders`` travels in a sealed part, never among a dossier's open documents.
    package func readers(of kind: DocumentKind) -> String {
        source(of: kind)?["x-readers"]?.string ?? Self.generalReaders
    }

    /// The class of every reader of a dossier.
    package static let generalReaders = "general"

    /// The kinds that only readers of this class may see, sorted by name.
    package func kinds(readBy readers: String) -> [DocumentKind] {
        kinds.filter { !$0.isEnvelope && self.readers(of: $0) == readers }
    }

    /// The published schema as JSON, for whoever reads its annotations; nil where the kind is unknown.
    package func source(of kind: DocumentKind) -> JSONValue? {
        sources.withLock { sources in
            if let known = sources[kind.rawValue] { return known }
            // The common definitions and the schema of procedures describe no document: those have a salt.
            guard let source = Self.embeddedIfPresent(kind.rawValue + Self.suffix),
                source["properties"]?["salt"] != nil
            else { return nil }
            sources[kind.rawValue] = source
            return source
        }
    }

    /// What `reference` (`urn:andaman:schema:common:1#/$defs/NAME`) points to in the common definitions.
    package func definition(_ reference: String) -> JSONValue? {
        guard let hash = reference.firstIndex(of: "#"), reference[..<hash].hasSuffix(":common:1") else {
            return nil
        }
        guard let pointer = JSONPointer(parsing: String(reference[reference.index(after: hash)...])) else {
            return nil
        }
        return common[pointer]
    }

    /// What in `document` does not follow the schema of `kind`; nil where the kind is unknown.
    package func violations(
        in document: JSONValue,
        kind: DocumentKind,
        form: DocumentForm
    ) -> [SchemaViolation]? {
        schema(of: kind, form: form)?.validate(document).violations
    }

    /// The compiled schema of `kind`; nil where the kind is unknown.
    package func schema(of kind: DocumentKind, form: DocumentForm) -> Schema? {
        guard let source = source(of: kind) else { return nil }
        let schema = compiled.withLock { compiled in
            if let schema = compiled[kind.rawValue] { return schema }
            let schema = compile(source, isFirst: compiled.isEmpty)
            compiled[kind.rawValue] = schema
            return schema
        }
        return form == .draft ? schema.excusing : schema
    }

    // The schemas are part of the program, and a test compiles each of them: what fails here is a broken build.

    private func compile(_ source: JSONValue, isFirst: Bool) -> Schema {
        let uri = source["$id"]?.string ?? ""
        do {
            if isFirst { try schemas.add(common, at: "urn:andaman:schema:common:1") }
            try schemas.add(source, at: uri)
            return try schemas.schema(uri)
        } catch {
            preconditionFailure("the embedded schema \(uri) does not compile: \(error)")
        }
    }

    static func embedded(_ name: String) -> JSONValue {
        guard let value = embeddedIfPresent(name) else {
            preconditionFailure("there is no embedded file \(name)")
        }
        return value
    }

    private static func embeddedIfPresent(_ name: String) -> JSONValue? {
        do {
            // Their text is part of the program and held to the strict profile by a test.
            return try EmbeddedSchemas.file(named: name).map { try JSON.parse($0, as: .plain) }
        } catch {
            preconditionFailure("the embedded file \(name) cannot be read: \(error)")
        }
    }
}

extension SchemaOptions {
    /// Strict, and a draft need not have what the tool fills in.
    fileprivate static let ours: SchemaOptions = {
        var options = SchemaOptions.strict
        options.excusedAnnotation = "x-filled-when-packed"
        return options
    }()
}
