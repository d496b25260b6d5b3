// SPDX-License-Identifier: Apache-2.0

import Files
import Testing

/// Tokens of SoftHSM2 in a folder of their own, with keys made by stock `pkcs11-tool`.
struct TokenBox: Sendable {
    let folder: String

    /// Whether the programs are here; without them the tests on tokens are passed over.
    static let isHere =
        module != nil && Folder.exists("/usr/bin/softhsm2-util")
        && Folder.exists("/usr/bin/pkcs11-tool")

    /// SoftHSM2's module.
    static let module = ["/usr/lib/softhsm/libsofthsm2.so"].first { Folder.exists($0) }

    /// What a program needs to know to find the tokens.
    var variables: [String] { ["SOFTHSM2_CONF=" + folder + "/softhsm2.conf"] }

    init(_ folder: String) throws {
        self.folder = folder
        try Folder.create(folder + "/tokens")
        let settings = "directories.tokendir = \(folder)/tokens\nlog.level = ERROR\n"
        try Folder.write(Array(settings.utf8), to: folder + "/softhsm2.conf")
    }

    /// Makes a token; the PIN's file lies beside.
    func add(_ token: String, pin: String) async throws {
        try await done(
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            token,
            "--pin",
            pin,
            "--so-pin",
            "87654321"
        )
        try Folder.write(Array((pin + "\n").utf8), to: pinFile(token))
    }

    func pinFile(_ token: String) -> String { folder + "/\(token).pin" }

    /// Makes a key in a token, as `docs/tokens.md` says.
    func addKey(
        _ key: String,
        in token: String,
        id: String,
        curve: String = "prime256v1",
        _ more: String...
    ) async throws {
        try await tool(
            token,
            ["--keypairgen", "--key-type", "EC:" + curve, "--label", key, "--id", id] + more
        )
    }

    /// Runs `pkcs11-tool` on a token.
    func tool(_ token: String, _ arguments: [String]) async throws {
        let pin = String(decoding: try Folder.read(pinFile(token), limit: 64).dropLast(), as: UTF8.self)
        let module = try #require(Self.module)
        try await done(
            ["pkcs11-tool", "--module", module, "--token-label", token, "--login", "--pin", pin] + arguments
        )
    }

    /// The URI of a key.
    func uri(_ key: String, in token: String, module: String? = nil) -> String {
        "pkcs11:token=\(token);object=\(key)?module-path=\(module ?? Self.module ?? "")"
    }

    /// A module that passes everything on to SoftHSM2's, but writes each login into a file, answers it with
    /// `TOKEN_ANSWER` where that is set, and whose token is drawn once for each file `gone1` and `gone2`.
    func troublesomeModule() async throws -> String {
        let module = try #require(Self.module)
        // The list of functions is a version and then pointers in the order of PKCS#11 v2.40 §5: C_Login is number 18,
        // C_SignInit number 42.
        let source = """
            #include <dlfcn.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            typedef unsigned long number;
            static struct { unsigned char version[2]; void *functions[68]; } list;
            static number (*login)(number, number, unsigned char *, number);
            static number (*sign)(number, void *, number);
            static number log_in(number session, number user, unsigned char *pin, number count) {
                FILE *file = fopen("\(folder)/logins", "a");
                fputs("login\\n", file);
                fclose(file);
                const char *answer = getenv("TOKEN_ANSWER");
                return answer ? strtoul(answer, NULL, 16) : login(session, user, pin, count);
            }
            static number begin_to_sign(number session, void *mechanism, number key) {
                int is_gone = remove("\(folder)/gone1") == 0 || remove("\(folder)/gone2") == 0;
                return is_gone ? 0x32 : sign(session, mechanism, key);
            }
            number C_GetFunctionList(void **functions) {
                void *real;
                number (*get)(void **) = (number (*)(void **))dlsym(dlopen("\(module)", RTLD_NOW), "C_GetFunctionList");
                number result = get(&real);
                memcpy(&list, real, sizeof list);
                login = list.functions[18];
                sign = list.functions[42];
                list.functions[18] = log_in;
                list.functions[42] = begin_to_sign;
                *functions = &list;
                return result;
            }
            """
        let path = folder + "/troublesome.so"
        try Folder.write(Array(source.utf8), to: folder + "/troublesome.c")
        try await done(["clang", "-shared", "-fPIC", "-o", path, folder + "/troublesome.c"])
        return path
    }

    /// How often the troublesome module was asked to log in.
    var logins: Int {
        (try? Folder.read(folder + "/logins", limit: 4096).count { $0 == UInt8(ascii: "\n") }) ?? 0
    }

    private func done(_ command: String...) async throws { try await done(command) }

    private func done(_ command: [String]) async throws {
        let ran = try await runProgram("env", variables + command)
        try #require(ran.isSuccess, "\(command)\n\(ran.output)")
    }
}
