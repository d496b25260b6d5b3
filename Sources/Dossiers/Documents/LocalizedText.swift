// SPDX-License-Identifier: Apache-2.0

package import JSONSchema

/// A title in the three languages of the formats.
package struct LocalizedText: Hashable, Sendable {
    package let english: String
    package let thai: String
    package let burmese: String

    package init(english: String, thai: String, burmese: String) {
        (self.english, self.thai, self.burmese) = (english, thai, burmese)
    }

    /// Reads `{"en": …, "th": …, "my": …}`, as procedures have it.
    package init?(_ value: JSONValue?) {
        guard let english = value?["en"]?.string, let thai = value?["th"]?.string,
            let burmese = value?["my"]?.string
        else { return nil }
        (self.english, self.thai, self.burmese) = (english, thai, burmese)
    }

    /// Reads `title` and `x-title`, as schemas have them.
    package init?(titleOf schema: JSONValue) {
        guard let english = schema["title"]?.string, let thai = schema["x-title"]?["th"]?.string,
            let burmese = schema["x-title"]?["my"]?.string
        else { return nil }
        (self.english, self.thai, self.burmese) = (english, thai, burmese)
    }
}
