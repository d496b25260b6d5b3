// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What a crash of this process leaves on a disk.
package enum CoreDumps {
    /// Keeps all memory out of core dumps (`core(5)`, `coredump_filter`): keys and papers stand in it.
    ///
    /// A limit of size would not do, which a dump that is piped to a collector does not heed. Where the kernel has no
    /// such file, dumps are as the system has them. Other ways from memory to a disk, swap above all, are the system's.
    package static func leaveOutMemory() {
        let descriptor = unsafe open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = unsafe write(descriptor, "0", 1)
        close(descriptor)
    }
}
