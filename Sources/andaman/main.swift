// SPDX-License-Identifier: Apache-2.0

import AndamanCommands
import Glibc

// A peer that hangs up is told by the write that fails, not by the end of the program.
signal(SIGPIPE, SIG_IGN)
CoreDumps.leaveOutMemory()
let code = await Andaman.run(Array(CommandLine.arguments.dropFirst()))
// What libraries would free piece by piece now, the system takes back at once; only what waits to be written is left.
fflush(nil)
_exit(code)
