// SPDX-License-Identifier: Apache-2.0

import Octets

extension ASiCManifest {
    /// The manifest as XML: one spelling for each manifest.
    ///
    /// Only what the profile allows may stand in it, so that nothing needs escaping.
    package var encoded: [UInt8] {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<asic:ASiCManifest xmlns:asic=\"\(Self.namespace)\" xmlns:ds=\"\(Self.digestNamespace)\">\n"
        text += "  <asic:SigReference URI=\"\(signatureName)\""
        text += " MimeType=\"\(signatureMediaType ?? Self.signatureMediaType)\"/>\n"
        for reference in references {
            text += "  <asic:DataObjectReference URI=\"\(reference.name)\""
            text += " MimeType=\"\(reference.mediaType ?? Self.mediaType(of: reference.name))\""
            text += reference.isRootDocument ? " Rootfile=\"true\">\n" : ">\n"
            text += "    <ds:DigestMethod Algorithm=\"\(DigestMethod.sha256.rawValue)\"/>\n"
            text += "    <ds:DigestValue>\(Base64.encode(reference.digest, padded: true))</ds:DigestValue>\n"
            text += "  </asic:DataObjectReference>\n"
        }
        return Array((text + "</asic:ASiCManifest>\n").utf8)
    }

    /// The media type that goes with the ending of a document's name.
    static func mediaType(of name: String) -> String {
        switch name.split(separator: ".").last?.lowercased() {
        case "json": "application/json"
        case "pdf": "application/pdf"
        case "jpg", "jpeg": "image/jpeg"
        case "png": "image/png"
        case "txt": "text/plain"
        case "xml": "application/xml"
        case "html": "text/html"
        case "asice": "application/vnd.etsi.asic-e+zip"
        case "p7s": signatureMediaType
        case "tst": stampMediaType
        default: "application/octet-stream"
        }
    }
}
