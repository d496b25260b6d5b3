// SPDX-License-Identifier: Apache-2.0

import Dossiers
import Files
import JSONSchema
import Octets
import Schemas
import Testing

/// THREATS row 20.
@Suite struct ZawgyiTests {
    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n")
    }

    @Test func `the detector gives the scores that the model's authors published`() throws {
        var count = 0
        for line in Self.lines(ZawgyiVectors.scores) {
            let columns = line.split(separator: "\t", maxSplits: 1)
            let wanted = try #require(Double(columns[0].replacing("Infinity", with: "inf")))
            let score = ZawgyiDetector.shared.probability(of: String(columns[1]))
            if wanted == -.infinity {
                #expect(score == nil, "\(columns[1])")
            } else {
                let score = try #require(score)
                #expect(abs(score - wanted) <= wanted * 1e-4, "\(columns[1]) \(score)")
            }
            count += 1
        }
        #expect(count == 50)
    }

    @Test func `a short word may score high though it is Unicode, and nothing comes of it`() throws {
        let score = try #require(ZawgyiDetector.shared.probability(of: "ဘာသာစကား"))
        #expect(score > ZawgyiDetector.certain)
        for word in ["ဘာသာစကား", "ဘပန"] {
            #expect(ZawgyiConversion.converted(word) == word)
            #expect(ZawgyiJudgement(of: ["name": .string(word)]) == .unicode)
        }
    }

    @Test func `conversion gives what ICU gives, for sentences and for any order of signs`() throws {
        for line in Self.lines(ZawgyiVectors.texts) {
            let columns = line.split(separator: "\t")
            #expect(Self.same(ZawgyiConversion.converted(String(columns[0])), String(columns[1])), "\(line)")
        }
        for line in Self.lines(ZawgyiVectors.random) {
            let columns = line.split(separator: ">", omittingEmptySubsequences: false).map(Self.text)
            #expect(Self.same(ZawgyiConversion.converted(columns[0]), columns[1]), "\(line)")
        }
    }

    private static func same(_ left: String, _ right: String) -> Bool {
        left.unicodeScalars.elementsEqual(right.unicodeScalars)
    }

    private static func text(_ hexadecimal: Substring) -> String {
        let scalars = hexadecimal.split(separator: " ").compactMap { UInt32($0, radix: 16) }
        return String(String.UnicodeScalarView(scalars.compactMap { Unicode.Scalar($0) }))
    }

    @Test func `a figure behind a visarga stays where it is, other than in ICU 72`() {
        #expect(ZawgyiConversion.converted("လမ္း3") == "လမ်း3")
        #expect(ZawgyiConversion.converted("လမ္း၃") == "လမ်း၃")
    }

    @Test func `what was converted is NFC and reads as a document`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let scalars = (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0x1000...0x109F, using: &random))
            }
            let text = ZawgyiConversion.converted(String(String.UnicodeScalarView(scalars)))
            #expect(throws: Never.self) { try JSON.parse(JSONValue.string(text).bytes()) }
        }
    }

    static let zawgyi: JSONValue = [
        "case": "RN-2569-0117", "name": "ေဒၚခင္မာလြင္",
        "notes": ["ကေလးသည္ မိခင္ႏွင့္ ေဝးကြာေနသည္။", "No. 12, Kawthaung"], "years": 14,
    ]
    static let unicode: JSONValue = [
        "case": "RN-2569-0117", "name": "ဒေါ်ခင်မာလွင်",
        "notes": ["ကလေးသည် မိခင်နှင့် ဝေးကွာနေသည်။", "No. 12, Kawthaung"], "years": 14,
    ]

    @Test func `a document in Zawgyi is told with its place, and converted whole`() throws {
        #expect(ZawgyiJudgement(of: Self.zawgyi) == .zawgyi(["notes", "0"]))
        #expect(ZawgyiConversion.converted(Self.zawgyi) == Self.unicode)
        #expect(ZawgyiJudgement(of: Self.unicode) == .unicode)
        #expect(ZawgyiConversion.converted(Self.unicode) == Self.unicode)
    }

    @Test func `one field in Zawgyi among Unicode is doubtful, and the others are not touched`() throws {
        let mixed = Self.unicode.setting(["name"], Self.zawgyi["name"])
        #expect(ZawgyiJudgement(of: mixed) == .doubtful(["name"]))
        #expect(ZawgyiConversion.converted(mixed) == Self.unicode)
    }

    @Test func `no Burmese sentence or title of ours is taken for Zawgyi, and few single words are doubtful`()
        throws
    {
        var texts: [String] = []
        func collect(_ value: JSONValue) {
            for element in value.array ?? [] { collect(element) }
            for member in value.object?.members ?? [] {
                if member.name == "my", let text = member.value.string { texts.append(text) }
                collect(member.value)
            }
        }
        for name in EmbeddedSchemas.names where name.hasSuffix(".json") {
            collect(try JSON.parse(try #require(EmbeddedSchemas.file(named: name))))
        }
        for name in ["command", "dossier", "container", "service", "signature"] {
            let path = ExampleDossier.package + "/Sources/Catalogue/Messages/\(name).json"
            collect(try JSON.parse(try Folder.read(path, limit: Limits.document), as: .plain))
        }
        #expect(texts.count > 500)
        let judgements = texts.map { ZawgyiJudgement(of: .string($0)) }
        let doubtful = zip(texts, judgements).filter { $0.1 != .unicode }.map(\.0)
        // A few words alone are doubtful (အခြား, နေရာ): both readings are words.
        #expect(Set(doubtful).count * 25 <= Set(texts).count, "\(Set(doubtful))")
        #expect(
            !judgements.contains { judgement in
                if case .zawgyi = judgement { true } else { false }
            }
        )
        #expect(ZawgyiJudgement(of: .array(texts.map { .string($0) })) == .unicode)
    }

    @Test func `Zawgyi of each sentence is found, and short pieces together`() throws {
        let lines = Self.lines(ZawgyiVectors.texts).map { $0.split(separator: "\t").map(String.init) }
        for line in lines.prefix(25) where line[0] != line[1] {
            #expect(ZawgyiJudgement(of: .string(line[0])) != .unicode, "\(line)")
        }
        guard case .zawgyi = ZawgyiJudgement(of: .array(lines.map { .string($0[0]) })) else {
            Issue.record("all together are not Zawgyi")
            return
        }
        #expect(ZawgyiJudgement(of: .array(lines.map { .string($0[1]) })) == .unicode)
    }

    @Test(arguments: [
        "ၵူၼ်းတႆးလုၵ်ႉတီႈမိူင်းတႆးမႃးႁဵတ်းၵၢၼ် ၶူးႁိုၼ်", "ဂလာန်ညးဒါန်လိက် ဍုၚ်မွဲမွဲ", "တၢ်ကစီၣ် တၢ်ထံၣ်တၢ်ပၥ်သး",
        "ဝိနယပိဋကေ ပါရာဇိကပါဠိ", "plain English", "ภาษาไทยล้วน", "၁၂၃၄၅၆", "",
    ])
    func `Shan, Mon, Karen, Pali and what is not Burmese at all are not Zawgyi`(text: String) {
        #expect(ZawgyiJudgement(of: .string(text)) == .unicode)
        #expect(ZawgyiConversion.converted(JSONValue.string(text)) == .string(text))
    }

    @Test func `a file is converted though its marks are not in Unicode's order`() throws {
        // U+1039 before U+1037 is common in Zawgyi and no NFC.
        let bytes = Array("{\"name\": \"လူ႔အခြင့\u{1039}\u{1037}အေရး မ်ားကို က်င့္သိ\"}".utf8)
        let refusal = try #require(throws: JSONError.self) { try JSON.parse(bytes) }
        #expect(refusal.code == .notNormalized)
        let converted = try ZawgyiConversion.converted(document: bytes)
        let value = try JSON.parse(converted)
        #expect(ZawgyiJudgement(of: value) == .unicode)
        #expect(try ZawgyiConversion.converted(document: converted) == converted)
    }

    @Test func `a file in Unicode comes back byte for byte`() throws {
        let bytes = Array("{ \"b\" : 1.50, \"a\":\"ဒေါ်ခင်မာလွင်\"}\n".utf8)
        #expect(try ZawgyiConversion.converted(document: bytes) == bytes)
    }

    @Test(arguments: [
        ([0x22, 0xE1, 0x80, 0x22], JSONError.Code.notUTF8), (Array("{".utf8), .unexpectedEnd),
        (Array("\"ေဒၚ\\u202Eခင္မာ\"".utf8), .directionControl),
        (Array("{\"a\":1,\"a\":2}".utf8), .duplicateName),
    ])
    func `a file that is no document is refused as ever`(bytes: [UInt8], code: JSONError.Code) throws {
        let error = try #require(throws: JSONError.self) { try ZawgyiConversion.converted(document: bytes) }
        #expect(error.code == code)
    }

    @Test(
        .timeLimit(.minutes(20)),
        arguments: ["\u{103D}", "\u{1031}", "\u{1037}", "\u{200B}", "\u{1036}\u{1031}"]
    )
    func `a long run of one sign takes no longer than its length`(sign: String) {
        let text = String(repeating: sign, count: 20_000) + "က"
        let clock = ContinuousClock()
        let time = clock.measure { _ = ZawgyiJudgement(of: ["text": .string("ေဒၚခင္မာလြင္" + text)]) }
        #expect(time < .seconds(30))
    }
}
