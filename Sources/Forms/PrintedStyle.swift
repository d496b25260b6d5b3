// SPDX-License-Identifier: Apache-2.0

import Octets

/// The one style sheet of a printed dossier.
///
/// Each document has pages of its own kind, so that the foot of every sheet names the dossier and the digest of the
/// document that it belongs to. The page allows this style by its hash, and nothing else at all.
struct PrintedStyle {
    let text: String

    init(dossier: FormDossier) {
        var text = Self.base
        let number = "content: counter(page) \" / \" counter(pages)"
        for (index, paper) in dossier.all.enumerated() {
            let digest = paper.digest.map { "SHA-256 " + $0.hex } ?? "DRAFT"
            let foot =
                HTML.cssString(dossier.identifier) + " \"\\A \" " + HTML.cssString(paper.name + " " + digest)
            text += "@page paper\(index) { @bottom-left { content: \(foot) } @bottom-right { \(number) } }\n"
            text += ".paper\(index) { page: paper\(index) }\n"
        }
        let foot = HTML.cssString(dossier.identifier)
        text += "@page closing { @bottom-left { content: \(foot) } @bottom-right { \(number) } }\n"
        self.text = text
    }

    private static let base = """
        @page {
          size: A4; margin: 18mm 16mm 22mm 18mm;
          @bottom-left { font: 6.5pt/1.4 "DejaVu Sans Mono", monospace; white-space: pre; color: #333;
            vertical-align: top; padding-top: 3mm; width: 88% }
          @bottom-right { font: 8pt "Noto Sans", sans-serif; vertical-align: top; padding-top: 3mm }
        }
        :root { --thai: "Sarabun", "Loma", "Leelawadee UI", "Thonburi", "TH Sarabun New", "TH SarabunPSK",
          "Noto Serif Thai", "Noto Sans Thai";
          --burmese: "Noto Sans Myanmar", "Pyidaungsu", "Myanmar Text", "Padauk", "Myanmar MN" }
        * { box-sizing: border-box }
        html { font: 9.5pt/1.45 "Noto Sans", "Segoe UI", "Helvetica Neue", Arial, var(--thai), var(--burmese), sans-serif;
          color: #000; background: #fff }
        span[lang="th"] { font-family: var(--thai), "Noto Sans", sans-serif; line-height: 1.65 }
        span[lang="my"] { font-family: var(--burmese), "Noto Sans", sans-serif; line-height: 1.65 }
        body { margin: 0 auto; max-width: 176mm; overflow-wrap: anywhere }
        section { break-before: page; padding-bottom: 6mm }
        section:first-of-type { break-before: auto }
        .closing { page: closing }
        header { border-bottom: 1.2pt solid #000; margin-bottom: 4mm; padding-bottom: 1.5mm }
        h1 { font-size: 15pt; line-height: 1.35; margin: 0 }
        h1 [lang="th"], h1 [lang="my"] { font-size: 12pt }
        h1 > *, h2 > *, .who > * { display: block }
        th > :first-child { display: block }
        h2 { font-size: 10.5pt; margin: 6mm 0 2mm; break-after: avoid }
        .name { font: 7pt/1.5 "DejaVu Sans Mono", monospace; margin: 1mm 0 0 }
        .draft { border: 1.5pt solid #000; font-weight: bold; margin: 0 0 4mm; padding: 2mm 3mm }
        .draft > *, .note > * { display: block }
        .note { font-size: 8pt; margin: 0 0 4mm }
        table { border-collapse: collapse; width: 100% }
        th, td { border-bottom: .4pt solid #999; padding: .8mm 1.5mm; text-align: left; vertical-align: top;
          unicode-bidi: isolate }
        th { font-weight: normal; width: 38% }
        th > :first-child { font-weight: 600 }
        th > :not(:first-child) { font-size: 7.5pt; color: #333; line-height: 1.5; margin-right: 1.5mm }
        td { white-space: pre-wrap }
        td > * { display: block }
        td.short > * { display: inline-block; margin-right: 4mm }
        tr, .together { break-inside: avoid }
        tr.long { break-inside: auto }
        .group th { background: #eee; width: auto; break-after: avoid }
        .group th > * { display: inline; margin-right: 3mm }
        .group th > :not(:first-child) { font-size: 8.5pt }
        .in1 th { padding-left: 5mm } .in2 th { padding-left: 9mm } .in3 th { padding-left: 13mm }
        .in4 th { padding-left: 17mm }
        .mark { border: .6pt solid #000; border-radius: 1mm; display: inline-block; font-size: 6.5pt; margin-top: .5mm;
          padding: 0 1mm }
        .open { border-bottom: .8pt dotted #000; height: 7mm; margin: 0 2mm 1mm 0 }
        .signatures { display: grid; gap: 4mm; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); padding-right: 1mm }
        .signature { border: .6pt solid #000; break-inside: avoid; padding: 2mm 3mm 3mm; display: grid;
          grid-template-columns: 1fr auto; column-gap: 3mm }
        .signature h3 { font-size: 9pt; margin: 0; grid-column: 1 / -1 }
        .signature h3 > * { display: inline; margin-right: 2mm }
        .signature h3 > :not(:first-child) { font-size: 8pt; font-weight: normal }
        .who { grid-column: 1 / -1; margin: .5mm 0 0; min-height: 5mm }
        .line { border-bottom: .8pt solid #000; height: 12mm; margin-top: 1mm }
        .line.short { height: 8mm }
        .under { font-size: 7pt; margin: .5mm 0 0 }
        .under > * { margin-right: 2mm }
        .lines { grid-column: 1 }
        .thumb { border: .8pt dashed #000; font-size: 7pt; height: 30mm; margin-top: 2mm; padding: 1mm; width: 24mm }
        .thumb > * { display: block }
        .digests th { font-weight: 600; width: 27% }
        .digests td { font-size: 8.5pt }
        .digests .hex { font: 7pt/1.5 "DejaVu Sans Mono", monospace; width: 43% }
        @media screen { body { padding: 10mm } section { border-top: 4pt solid #ccc; margin-top: 10mm; padding-top: 6mm } }

        """
}
