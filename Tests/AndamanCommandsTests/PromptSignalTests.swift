// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Subprocess
import Testing

/// What a signal leaves of a terminal at which a passphrase is being asked for.
@Suite(.timeLimit(.minutes(5))) struct PromptSignalTests {
    /// Runs the program in the foreground of a terminal of its own, under a job's leader as in a shell.
    ///
    /// At each prompt one of the acts is done: a key that is typed, or a signal (`@15`). Before and after it is said whether
    /// the terminal shows what is typed, and how the program is.
    private static let driver = #"""
        import fcntl, os, pty, signal, sys, termios
        acts, words = sys.argv[1].split(","), sys.argv[2:]
        signal.alarm(120)
        leader = os.fork()
        if leader:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(leader, 0)[1]))
        signal.alarm(120)
        os.setsid()
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            os.tcsetpgrp(slave, os.getpid())
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)
            for number in range(3):
                os.dup2(slave, number)
            os.execv(words[0], words)
        def shows():
            return "shown" if termios.tcgetattr(slave)[3] & termios.ECHO else "hidden"
        def prompt():
            heard = b""
            while not heard.endswith(b" "):
                heard += os.read(master, 4096)
        def ended():
            status = os.waitpid(child, os.WUNTRACED)[1]
            if os.WIFSTOPPED(status):
                return "stopped " + str(os.WSTOPSIG(status))
            return "ended " + str(os.waitstatus_to_exitcode(status))
        said = []
        for act in acts:
            prompt()
            said.append(shows())
            if act.startswith("@"):
                os.kill(child, int(act[1:]))
            else:
                os.write(master, bytes([int(act)]))
            said.append(ended() + " " + shows())
            if said[-1].startswith("stopped"):
                os.kill(child, signal.SIGCONT)
        print(", ".join(said))
        """#

    private func run(_ acts: String) async throws -> String {
        try await withTemporaryFolder { folder in
            let words = ["office", "create", "ranong", "--name", "Ranong", "--country", "TH", "--home"]
            let result = try await Subprocess.run(
                .name("python3"),
                arguments: Arguments(["-c", Self.driver, acts, Program.path] + words + [folder + "/home"]),
                output: .string(limit: 1 << 16),
                error: .string(limit: 1 << 16)
            )
            #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
            #expect(!Folder.exists(folder + "/home"))
            return result.standardOutput.trimmingSuffix(while: \.isNewline)
        }
    }

    @Test(arguments: [("3", SIGINT), ("@2", SIGINT), ("@15", SIGTERM), ("@1", SIGHUP)])
    func `a signal at a prompt for a passphrase ends the program, and the terminal shows what is typed again`(
        act: String,
        number: Int32
    ) async throws {
        #expect(try await run(act) == "hidden, ended -\(number) shown")
    }

    @Test func `Ctrl-Z at a prompt for a passphrase stops the program, which asks anew when it goes on`()
        async throws
    {
        let stopped = "hidden, stopped \(SIGTSTP) shown"
        #expect(try await run("26,26,3") == "\(stopped), \(stopped), hidden, ended -\(SIGINT) shown")
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
        String(self.reversed().drop(while: isTrimmed).reversed())
    }
}
