// SPDX-License-Identifier: Apache-2.0

import Bundles
import Catalogue
import Dossiers
import Files
import Forms
import JSONSchema
import Octets
import Offices
import Signatures

/// Writes the reports that `verify` was asked for, and seals them.
struct ReportWriting {
    private enum Form {
        case page
        case data
    }

    private let targets: [(path: String, form: Form)]
    private let languages: [Language]
    private let isForced: Bool

    /// - Throws: `CommandError` with `reportName`; `FileError` with `exists`, before any work is done.
    init(_ paths: [String], languages: [Language], isSealed: Bool, isForced: Bool) throws {
        targets = try paths.map { path in
            let name = path.lowercased()
            if name.hasSuffix(".html") { return (path, .page) }
            guard name.hasSuffix(".json") else { throw CommandError(.reportName, ["path": path]) }
            return (path, .data)
        }
        self.languages = languages
        self.isForced = isForced
        let containers = isSealed ? targets.prefix(1).map { Self.container(beside: $0.path) } : []
        for path in paths + containers where !isForced && Folder.exists(path) {
            throw FileError(.exists, path: path)
        }
    }

    /// Writes each report, then the container under `signer`, where there is one.
    func write(_ report: JSONValue, signer: ContainerSigner?, _ session: Session) throws {
        let json = report.bytes(.pretty)
        let page = Array(PrintedReport(report, languages: languages).html.utf8)
        let existing: PendingFile.Existing = isForced ? .replace : .refuse
        for (path, form) in targets {
            // For the owner alone: a report names officers and papers.
            try Folder.write(form == .page ? page : json, to: path, existing: existing)
            session.remark(.commandReportWritten(path: path))
        }
        guard let signer, let first = targets.first else { return }
        let path = Self.container(beside: first.path)
        let file = try PendingFile(path, existing: existing)
        try SealedReport.write(json: json, page: page, signer: signer, into: file)
        try file.place(existing: existing)
        session.remark(.commandReportSigned(path: path, who: signer.chain.first?.subject.name ?? ""))
    }

    /// `NAME.report.asice` for `NAME.html`.
    private static func container(beside path: String) -> String {
        String(path.dropLast(".html".count)) + ".report.asice"
    }
}
