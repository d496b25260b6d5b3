// SPDX-License-Identifier: Apache-2.0

/// The names of the Gregorian months as they are written here.
enum MonthNames {
    static let thai = [
        "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน",
        "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
    ]

    /// The number of a month by its full or short name, without regard to dots and the case of letters.
    static func month(named name: String) -> Int? {
        let plain = String(name.lowercased().filter { $0 != "." })
        guard !plain.isEmpty else { return nil }
        return numbers[plain]
    }

    private static let english = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ]

    private static let thaiShort = [
        "มค", "กพ", "มีค", "เมย", "พค", "มิย", "กค", "สค", "กย", "ตค", "พย", "ธค",
    ]

    private static let burmese = [
        ["ဇန်နဝါရီ"], ["ဖေဖော်ဝါရီ"], ["မတ်"], ["ဧပြီ"], ["မေ"], ["ဇွန်"], ["ဇူလိုင်"], ["ဩဂုတ်", "သြဂုတ်"],
        ["စက်တင်ဘာ"], ["အောက်တိုဘာ"], ["နိုဝင်ဘာ"], ["ဒီဇင်ဘာ"],
    ]

    private static let numbers: [String: Int] = {
        var numbers: [String: Int] = ["sept": 9]
        for index in 0..<12 {
            let names =
                [thai[index], thaiShort[index], english[index], String(english[index].prefix(3))]
                + burmese[index]
            for name in names { numbers[name] = index + 1 }
        }
        return numbers
    }()
}
