// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// The signals that would end or stop this process while its terminal shows nothing, caught until the terminal is as it was.
///
/// A signal may reach any thread, so its handler only puts its number into a pipe, which whoever waits for the terminal
/// watches too. A signal that was ignored stays ignored.
final class TerminalSignals {
    private static let caught = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]
    /// Where the handler writes; below zero while nobody waits.
    private static let target = Atomic<Int32>(-1)

    /// `SIG_IGN` as a number.
    private static let ignoring = 1

    private let reading: Int32
    private let writing: Int32
    private var former: [(number: Int32, action: sigaction)] = []

    /// Catches the signals; nil where the system has no pipe left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        (reading, writing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        Self.target.store(writing, ordering: .sequentiallyConsistent)
        for number in Self.caught { take(number) }
    }

    deinit {
        for (number, action) in former {
            var action = action
            _ = unsafe sigaction(number, &action, nil)
        }
        Self.target.store(-1, ordering: .sequentiallyConsistent)
        // What came after the answer does now what it would have done.
        var number: UInt8 = 0
        while unsafe read(reading, &number, 1) == 1 { raise(Int32(number)) }
        close(reading)
        close(writing)
    }

    /// Waits until `descriptor` can be read, and returns nil then, or the signal that came before.
    func wait(for descriptor: Int32) -> Int32? {
        while true {
            var watched = [
                pollfd(fd: reading, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            guard unsafe poll(&watched, 2, -1) >= 0 || errno == EINTR else { return nil }
            var number: UInt8 = 0
            if unsafe read(reading, &number, 1) == 1 { return Int32(number) }
            if watched[1].revents != 0 { return nil }
        }
    }

    /// Lets a signal that was caught do what it would have done: end the process, or stop it until it is gone on with.
    func pass(_ number: Int32) {
        guard let index = former.firstIndex(where: { $0.number == number }) else { return }
        var action = former.remove(at: index).action
        _ = unsafe sigaction(number, &action, nil)
        raise(number)
        take(number)
    }

    private func take(_ number: Int32) {
        var before = sigaction()
        guard unsafe sigaction(number, nil, &before) == 0,
            unsafe unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) != Self.ignoring
        else { return }
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { number in
            let error = errno
            var number = UInt8(truncatingIfNeeded: number)
            _ = unsafe write(TerminalSignals.target.load(ordering: .sequentiallyConsistent), &number, 1)
            errno = error
        }
        guard unsafe sigaction(number, &action, nil) == 0 else { return }
        former.append((number, before))
    }
}
