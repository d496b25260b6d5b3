// SPDX-License-Identifier: Apache-2.0

/// Reads dates, times and durations (RFC 3339 §5.6 and appendix A) byte by byte.
struct FormatScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    private mutating func take(_ choices: UInt8...) -> Bool {
        guard position < bytes.count, choices.contains(bytes[position]) else { return false }
        position += 1
        return true
    }

    private mutating func digits(_ count: ClosedRange<Int>) -> Int? {
        let start = position
        var value = 0
        while position < bytes.count, position - start < count.upperBound, 0x30...0x39 ~= bytes[position] {
            value = min(value * 10 + Int(bytes[position] - 0x30), 1_000_000_000)
            position += 1
        }
        return position - start >= count.lowerBound ? value : nil
    }

    mutating func dateTime() -> Bool {
        date() && take(UInt8(ascii: "T"), UInt8(ascii: "t")) && time()
    }

    mutating func date() -> Bool {
        guard let year = digits(4...4), take(UInt8(ascii: "-")), let month = digits(2...2),
            take(UInt8(ascii: "-")),
            let day = digits(2...2), 1...12 ~= month
        else { return false }
        let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return 1...days[month - 1] ~= day
    }

    /// A time with its offset; a leap second stands only at 23:59:60 UTC.
    mutating func time() -> Bool {
        let colon = UInt8(ascii: ":")
        guard let hour = digits(2...2), take(colon), let minute = digits(2...2), take(colon),
            let second = digits(2...2), hour < 24, minute < 60, second <= 60
        else { return false }
        if take(UInt8(ascii: ".")), digits(1...Int.max) == nil { return false }
        var offset = 0
        if !take(UInt8(ascii: "Z"), UInt8(ascii: "z")) {
            let isWest = take(UInt8(ascii: "-"))
            guard isWest || take(UInt8(ascii: "+")), let hours = digits(2...2), take(colon),
                let minutes = digits(2...2), hours < 24, minutes < 60
            else { return false }
            offset = (hours * 60 + minutes) * (isWest ? -1 : 1)
        }
        return second < 60 || (hour * 60 + minute - offset + 2880) % 1440 == 1439
    }

    mutating func duration() -> Bool {
        guard take(UInt8(ascii: "P")) else { return false }
        let start = position
        if digits(1...Int.max) != nil, take(UInt8(ascii: "W")) { return true }
        position = start
        guard let hasDate = units("YMD") else { return false }
        if !take(UInt8(ascii: "T")) { return hasDate }
        return units("HMS") == true
    }

    /// Numbers with units in their order and without a gap; tells whether there was one, nil where it is malformed.
    private mutating func units(_ names: String) -> Bool? {
        let names = Array(names.utf8)
        var next: Int?
        while position < bytes.count, 0x30...0x39 ~= bytes[position] {
            guard digits(1...Int.max) != nil, position < bytes.count,
                let place = names.firstIndex(of: bytes[position]), next == nil || place == next
            else { return nil }
            position += 1
            next = place + 1
        }
        return next != nil
    }
}
