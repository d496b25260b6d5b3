// SPDX-License-Identifier: Apache-2.0

import ASiC
package import Octets

/// A verification report under the signature of whoever made it: what was found, as data and as a page.
package enum SealedReport {
    private static let page = "report.html"
    static let names: Set<String> = [ContainerKind.report.rootDocument, page]

    /// Writes the container to `file` and finishes it.
    package static func write(
        json: [UInt8],
        page html: [UInt8],
        signer: ContainerSigner,
        into file: any PatchableSink
    ) throws {
        let writer = try ContainerWriter(to: file)
        try writer.add(ContainerKind.report.rootDocument, json)
        try writer.add(page, html)
        try signer.sign(writer, kind: .report)
        try writer.finish()
    }
}
