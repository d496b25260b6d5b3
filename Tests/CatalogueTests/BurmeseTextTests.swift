// SPDX-License-Identifier: Apache-2.0

import Testing

/// The checker itself, on text of which the answer is known.
@Suite struct BurmeseTextTests {
    @Test(arguments: [
        "မြန်မာနိုင်ငံ", "ကော့သောင်းမြို့", "လက်မှတ်ရေးထိုးပြီး", "အင်္ဂလိပ်", "ဥပဒေ", "ပစ္စည်း", "ကျွန်ုပ်တို့၏", "၂၀၂၆ ခုနှစ်", "သော်လည်း",
        "၎င်း", "ဩဂုတ်", "ကျွန်ုပ်", "{path} ကို", "base64 သို့မဟုတ်", "ဘဏ္ဍာရေး", "ယောက်ျား", "ပြဿနာ",
    ])
    func `Unicode text passes`(text: String) {
        #expect(BurmeseText(text).faults == [])
    }

    @Test(arguments: [
        // Zawgyi: the medial or the vowel E before its consonant, the virama as asat, private stacked forms.
        "\u{103b}မန္မာ", "\u{1031}ကာ\u{1039}", " \u{1031}ရး", "ပစၥည္း", "အဂၤလိပ္", "\u{103c}ကို",
        // Not Zawgyi, but mistyped.
        "က\u{102f}\u{102d}", "က\u{102d}\u{102d}", "\u{103a}", "က\u{1038}\u{1038}", "က\u{103d}\u{103b}",
        "က\u{102c}\u{1031}",
        "၀န်ကြီး", "၀ိုင်း", "2၀၂၆", "၂0",
    ])
    func `other text is found out`(text: String) {
        #expect(!BurmeseText(text).faults.isEmpty)
    }
}
