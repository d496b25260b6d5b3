// SPDX-License-Identifier: Apache-2.0

package import JSONSchema

/// What the model says of a whole document.
package enum ZawgyiJudgement: Hashable, Sendable {
    /// Unicode, or nothing that conversion would change.
    case unicode
    /// Some of it may be Zawgyi: a person should look at the text at this place.
    case doubtful(JSONPointer)
    /// Zawgyi, seen best at this place.
    case zawgyi(JSONPointer)

    /// Judges all texts together, because a short one alone is often the same in both encodings.
    ///
    /// It is Zawgyi where the model is certain, conversion would change it, and what conversion gives is Unicode
    /// beyond doubt. Doubtful are the scores between where conversion makes Unicode likelier, and a text that is
    /// Zawgyi by the same three tests among others that outweigh it.
    package init(of document: JSONValue) {
        let detector = ZawgyiDetector.shared
        let texts = document.placedTexts.compactMap { pointer, text in
            text.unicodeScalars.contains(where: MyanmarOrder.isMyanmar)
                ? detector.likelihood(of: text).map { (pointer: pointer, text: text, likelihood: $0) } : nil
        }
        let sum = texts.reduce(0) { $0 + $1.likelihood }
        // Nothing below could find more than Unicode then, and conversion's rules are much to read.
        guard
            ZawgyiDetector.probability(sum) > ZawgyiDetector.doubtful
                || texts.contains(where: {
                    ZawgyiDetector.probability($0.likelihood) >= ZawgyiDetector.certain
                })
        else {
            self = .unicode
            return
        }
        var sumConverted = 0.0
        var strongest: (pointer: JSONPointer, likelihood: Double)?
        var stray: JSONPointer?
        for (pointer, text, likelihood) in texts {
            // What is Unicode by itself is not converted.
            let isUnicode = ZawgyiDetector.probability(likelihood) <= ZawgyiDetector.doubtful
            let converted = isUnicode ? text : ZawgyiConversion.converted(text)
            let after = detector.likelihood(of: converted) ?? 0
            sumConverted += after
            guard converted != text else { continue }
            if likelihood < strongest?.likelihood ?? .infinity { strongest = (pointer, likelihood) }
            if stray == nil, Self.isZawgyi(likelihood, after) { stray = pointer }
        }
        guard let strongest else {
            self = .unicode
            return
        }
        if Self.isZawgyi(sum, sumConverted) {
            self = .zawgyi(strongest.pointer)
        } else if let stray {
            self = .doubtful(stray)
        } else if ZawgyiDetector.probability(sum) > ZawgyiDetector.doubtful, sumConverted > sum {
            self = .doubtful(strongest.pointer)
        } else {
            self = .unicode
        }
    }

    private static func isZawgyi(_ before: Double, _ after: Double) -> Bool {
        ZawgyiDetector.probability(before) >= ZawgyiDetector.certain
            && ZawgyiDetector.probability(after) <= ZawgyiDetector.doubtful
    }
}
