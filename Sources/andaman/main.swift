// SPDX-License-Identifier: Apache-2.0

import AndamanCommands
import Glibc

// A peer that hangs up is told by the write that fails, not by the end of the program.
signal(SIGPIPE, SIG_IGN)
CoreDumps.leaveOutMemory()
exit(await Andaman.run(Array(CommandLine.arguments.dropFirst())))
