// SPDX-License-Identifier: Apache-2.0

/// The one style sheet of a printed report: quiet, black on white, readable from a photocopy.
///
/// The verdict is told by its word and a line around it, never by colour alone. Each sheet has at its foot which file
/// the report is about.
struct PrintedReportStyle {
    let text: String

    init(name: String, digest: String) {
        let foot = HTML.cssString(name) + " \"\\A \" " + HTML.cssString("SHA-256 " + digest)
        text =
            Self.base
            + "@page { @bottom-left { content: \(foot) } @bottom-right { content: counter(page) \" / \" counter(pages) } }\n"
    }

    private static let base = """
        @page {
          size: A4; margin: 22mm 20mm 24mm 25mm;
          @bottom-left { font: 6.5pt/1.4 "DejaVu Sans Mono", monospace; white-space: pre; color: #333;
            vertical-align: top; padding-top: 4mm; width: 86% }
          @bottom-right { font: 8.5pt "Noto Serif", serif; vertical-align: top; padding-top: 4mm }
        }
        :root { --thai: "Sarabun", "Loma", "Leelawadee UI", "Thonburi", "TH Sarabun New", "TH SarabunPSK",
          "Noto Serif Thai", "Noto Sans Thai";
          --burmese: "Noto Sans Myanmar", "Pyidaungsu", "Myanmar Text", "Padauk", "Myanmar MN";
          --latin: "Noto Serif", "Source Serif 4", "Charter", "Georgia", "Times New Roman" }
        * { box-sizing: border-box }
        html { font: 10pt/1.5 var(--latin), var(--thai), var(--burmese), serif; color: #000; background: #fff }
        [lang="th"] { font-family: var(--latin), var(--thai), serif; line-height: 1.7 }
        [lang="my"] { font-family: var(--latin), var(--burmese), serif; line-height: 1.85 }
        span[lang="th"] { font-family: var(--thai), var(--latin), serif }
        span[lang="my"] { font-family: var(--burmese), var(--latin), serif; font-size: .94em }
        body { margin: 0 auto; max-width: 165mm; overflow-wrap: anywhere }
        header { border-bottom: .8pt solid #000; margin-bottom: 7mm; padding-bottom: 3mm }
        h1 { font-size: 19pt; font-weight: 600; line-height: 1.4; margin: 0 }
        h1 > *, h2 > *, h3 > * { display: block }
        h1 > :not(:first-child) { font-size: 13pt; font-weight: 400 }
        h2 { font-size: 12.5pt; font-weight: 600; margin: 9mm 0 2.5mm; break-after: avoid }
        h2 > :not(:first-child) { font-size: 10.5pt; font-weight: 400 }
        h3 { font-size: 10.5pt; font-weight: 600; margin: 3mm 0 1mm; break-after: avoid }
        .verdict { border: 1.6pt solid #000; padding: 4mm 6mm 5mm; break-inside: avoid }
        .verdict.open { border-style: dashed }
        .verdict.invalid { border-width: 4pt }
        .word { font-size: 17pt; font-weight: 600; line-height: 1.45; margin: 0 }
        .word > * { display: inline-block; margin-right: 6mm }
        .word > :not(:first-child) { font-size: 13pt }
        .meaning { margin: 1mm 0 0 }
        .meaning > *, .note > *, li > *, li > p > * { display: block }
        .reasons { margin: 2.5mm 0 0; padding-left: 5mm; break-before: avoid }
        section > ul { break-inside: avoid }
        .reasons li { margin-bottom: 1mm }
        .note { font-size: 9pt; margin: 0 0 3mm }
        table { border-collapse: collapse; width: 100% }
        th, td { border-bottom: .4pt solid #bbb; padding: .9mm 2mm .9mm 0; text-align: left; vertical-align: top;
          unicode-bidi: isolate }
        tr { break-inside: avoid }
        th { font-weight: 400; color: #333 }
        th > *, td > * { display: block }
        th > :not(:first-child) { font-size: .86em; color: #555 }
        .facts th { width: 34% }
        .list thead th { border-bottom: .8pt solid #000; color: #000; font-weight: 600 }
        .list th > :not(:first-child) { font-weight: 400 }
        .papers td:nth-child(1) { width: 36% } .papers td:nth-child(2) { width: 22% }
        .path { font: 8pt/1.6 "DejaVu Sans Mono", monospace }
        .called { font-size: 9pt; color: #333 }
        .utc { font: 7.4pt/1.5 "DejaVu Sans Mono", monospace; color: #555 }
        .hex { font: 7.4pt/1.6 "DejaVu Sans Mono", monospace }
        .bad td { font-weight: 600; border-bottom: 1.2pt solid #000 }
        .signature { border-left: 2.4pt solid #000; margin: 0 0 6mm; padding: 0 0 0 4mm }
        .signature h3 { font-size: 11.5pt; margin: 0 }
        .signature tr:nth-child(-n+3) { break-after: avoid }
        .office { margin: 0 0 1.5mm; break-after: avoid }
        ol { margin: 0; padding-left: 6mm }
        li { margin-bottom: 2mm }
        li > p { margin: 0 0 1mm; break-after: avoid }
        pre { background: #f4f4f4; border-left: 1pt solid #999; font: 6.8pt/1.5 "DejaVu Sans Mono", monospace; margin: 0 0 3mm;
          padding: 2mm 3mm; white-space: pre-wrap; overflow-wrap: anywhere; orphans: 6; widows: 6 }
        @media screen { body { padding: 14mm 8mm } }

        """
}
