// SPDX-License-Identifier: Apache-2.0

import CQRCode

/// A QR code (ISO/IEC 18004), for terminals and as an image.
///
/// It is drawn by Debian's libqrencode, which is loaded when a code is asked for and need not be there otherwise.
struct QRCode {
    /// How many modules a side has.
    let width: Int
    private let modules: [UInt8]

    /// The largest code there is, version 40, has 177 modules a side.
    private static let widest = 177
    /// Light modules that the standard asks for around it.
    private static let margin = 4

    /// - Throws: `CommandError` with `noQRLibrary`, or `failedQRCode` where it does not draw it.
    init(_ text: String) throws(CommandError) {
        var modules = [UInt8](repeating: 0, count: Self.widest * Self.widest)
        let width = unsafe text.withCString { text in
            unsafe modules.withUnsafeMutableBufferPointer { buffer in
                unsafe andaman_qr_encode(text, buffer.baseAddress, buffer.count)
            }
        }
        guard width != andaman_qr_no_library else { throw CommandError(.noQRLibrary) }
        guard width > 0 else { throw CommandError(.failedQRCode) }
        self.width = Int(width)
        self.modules = Array(modules.prefix(Int(width) * Int(width)))
    }

    /// Whether the module is dark; outside there is the light margin.
    private func isDark(_ row: Int, _ column: Int) -> Bool {
        guard (0..<width).contains(row), (0..<width).contains(column) else { return false }
        return modules[row * width + column] == 1
    }

    /// Lines of half blocks, two rows of modules each, dark modules as ink: on a terminal of light letters on dark they
    /// must be shown in reverse.
    var lines: [String] {
        let range = -Self.margin..<(width + Self.margin)
        return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { row in
            range.map { column in
                switch (isDark(row, column), isDark(row + 1, column)) {
                case (true, true): "█"
                case (true, false): "▀"
                case (false, true): "▄"
                case (false, false): " "
                }
            }
            .joined()
        }
    }

    /// The code as an image (SVG 1.1), one unit a module, black on white; `title` is what it says, for those who cannot see it.
    func svg(title: String) -> String {
        let side = width + 2 * Self.margin
        var path = ""
        for row in 0..<width {
            for column in 0..<width where isDark(row, column) {
                path += "M\(column + Self.margin) \(row + Self.margin)h1v1h-1z"
            }
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="60mm" height="60mm" \
            viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges">
            <title>\(title)</title>
            <path fill="#fff" d="M0 0h\(side)v\(side)h-\(side)z"/>
            <path fill="#000" d="\(path)"/>
            </svg>

            """
    }
}
