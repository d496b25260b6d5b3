// SPDX-License-Identifier: Apache-2.0

import Signatures
import Testing

@Suite struct TokenURITests {
    @Test(arguments: [
        "pkcs11:token=Kawthaung;object=seal?module-path=/usr/lib/softhsm/libsofthsm2.so",
        "pkcs11:serial=0123;id=%01%ff;type=private?module-path=/opt/a%20b.so",
        "pkcs11:manufacturer=A;model=B;token=%E1%80%99;object=x?module-path=/m.so",
    ])
    func `a URI that names token, key and module is taken`(_ text: String) throws {
        let uri = try TokenURI(text)
        #expect(uri.text == text)
        #expect(uri.modulePath.hasPrefix("/") && !uri.modulePath.contains("%"))
    }

    @Test(arguments: [
        "", "pkcs11:", "file:/tmp/key", "PKCS11:token=a;object=b?module-path=/m.so",
        "pkcs11:token=a;object=b", "pkcs11:token=a;object=b?", "pkcs11:token=a;object=b?module-path=m.so",
        "pkcs11:token=a;object=b?module-path=/m%00.so", "pkcs11:token=a;object=b?module-name=softhsm2",
        "pkcs11:object=b?module-path=/m.so", "pkcs11:token=a?module-path=/m.so",
        "pkcs11:token=a;token=c;object=b?module-path=/m.so", "pkcs11:token=;object=b?module-path=/m.so",
        "pkcs11:token=a;object=b;?module-path=/m.so", "pkcs11:token=a;object=b;type=cert?module-path=/m.so",
        "pkcs11:token=a%2;object=b?module-path=/m.so", "pkcs11:token=a%+1;object=b?module-path=/m.so",
        "pkcs11:token=a;object=b?module-path=/m.so?x", "pkcs11:token=a b;object=b?module-path=/m.so",
        "pkcs11:token=a;object=b;slot-id=1?module-path=/m.so", "pkcs11:token=a;object=b\n?module-path=/m.so",
        "pkcs11:token=" + String(repeating: "a", count: 1024) + ";object=b?module-path=/m.so",
    ])
    func `a URI that leaves something open is refused`(_ text: String) throws {
        let error = try #require(throws: SignatureError.self) { try TokenURI(text) }
        #expect(error.code == .tokenURIMalformed)
    }

    @Test(arguments: [
        "pkcs11:token=a;object=b?module-path=/m.so&pin-value=1234",
        "pkcs11:token=a;object=b?pin-source=file:/pin&module-path=/m.so",
        "pkcs11:token=a;object=b;pin-value=1234?module-path=/m.so",
    ])
    func `a URI never has a PIN in it`(_ text: String) throws {
        let error = try #require(throws: SignatureError.self) { try TokenURI(text) }
        #expect(error.code == .tokenURIHoldsPIN)
        #expect(!error.arguments.values.contains { $0.contains("1234") })
    }
}
