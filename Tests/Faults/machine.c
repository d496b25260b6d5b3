// SPDX-License-Identifier: Apache-2.0
// What stands between a program and its machine in the fault suite (docs/faults.md): loaded before the program by
// LD_PRELOAD, so that the program itself has no door for tests.
//
//   FAULT_DIES_AT=N      SIGKILL at the Nth operation that writes, on disk or network; a write is done by half first
//   FAULT_CLOCK=FILE     the wall clock is off by so much, since when: pairs of 64-bit numbers (nanoseconds of the true
//                        clock, seconds to add) behind their number; changes count at once
//   FAULT_JOURNAL=FILE   every change to the disk and every fsync, a line each, by which a loss of power is played later
//   FAULT_DISK=DIR       the disk that is meant
//
// Lines of the journal, with T the thread, I a file's inode, P a folder's:
//   W I OFFSET LENGTH    will be written        C I            was made anew
//   B T I, S T I         fsync begins, is done  D P PATH       a folder was made
//   R P I OLD NEW        has another name (OLD and NEW between tabs); only where NEW was free
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct clock_steps {
    int64_t count;
    struct { int64_t since, offset; } steps[];
};

static _Atomic long operations, dies_at;
static const volatile struct clock_steps *clock_steps;
static int journal = -1;
static dev_t disk;

__attribute__((constructor)) static void begin(void) {
    const char *value;
    if ((value = getenv("FAULT_DIES_AT"))) dies_at = atol(value);
    if ((value = getenv("FAULT_CLOCK"))) {
        int file = open(value, O_RDONLY | O_CLOEXEC);
        void *map = mmap(NULL, 1 << 20, PROT_READ, MAP_SHARED, file, 0);
        if (file < 0 || map == MAP_FAILED) abort();
        close(file);
        clock_steps = map;
    }
    struct stat status;
    if ((value = getenv("FAULT_DISK")) && NEXT(stat)(value, &status) == 0) disk = status.st_dev;
    if ((value = getenv("FAULT_JOURNAL"))) journal = open(value, O_WRONLY | O_APPEND | O_CLOEXEC);
}

// Dying

static void die(void) {
    for (;;) kill(getpid(), SIGKILL);
}

/// Counts an operation; true for the one that the process is to die in.
static int is_last(void) {
    long number = ++operations;
    return number == dies_at;
}

// Journal

static void note(const char *format, ...) {
    if (journal < 0) return;
    char line[2 * PATH_MAX + 100];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    int kept = errno;
    // Not by write(2), which is our own.
    syscall(SYS_write, journal, line, (size_t)length);
    errno = kept;
}

/// Fills `status` for a file or folder of the disk that is meant.
static int is_ours(int file, struct stat *status) {
    if (journal < 0) return 0;
    int kept = errno, known = syscall(SYS_newfstatat, file, "", status, AT_EMPTY_PATH) == 0;
    errno = kept;
    return known && status->st_dev == disk && (S_ISREG(status->st_mode) || S_ISDIR(status->st_mode));
}

static void note_write(int file, off_t offset, size_t length) {
    struct stat status;
    if (!is_ours(file, &status)) return;
    if (offset < 0) {
        offset = fcntl(file, F_GETFL) & O_APPEND ? status.st_size : lseek(file, 0, SEEK_CUR);
    }
    note("W %lu %ld %zu\n", (unsigned long)status.st_ino, (long)offset, length);
}

static unsigned long inode_of_parent(const char *path) {
    char copy[PATH_MAX];
    struct stat status;
    snprintf(copy, sizeof copy, "%s", path);
    if (syscall(SYS_newfstatat, AT_FDCWD, dirname(copy), &status, 0) != 0 || status.st_dev != disk) return 0;
    return status.st_ino;
}

// Writing

ssize_t write(int file, const void *bytes, size_t count) {
    note_write(file, -1, count);
    if (is_last()) {
        syscall(SYS_write, file, bytes, count / 2);
        die();
    }
    return syscall(SYS_write, file, bytes, count);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    size_t length = 0;
    for (int part = 0; part < count; part++) length += parts[part].iov_len;
    note_write(file, -1, length);
    if (is_last()) {
        syscall(SYS_write, file, parts[0].iov_base, parts[0].iov_len / 2);
        die();
    }
    return syscall(SYS_writev, file, parts, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    note_write(file, offset, count);
    if (is_last()) {
        syscall(SYS_pwrite64, file, bytes, count / 2, offset);
        die();
    }
    return syscall(SYS_pwrite64, file, bytes, count, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    return pwrite64(file, bytes, count, offset);
}

int ftruncate64(int file, off64_t length) {
    if (is_last()) die();
    return syscall(SYS_ftruncate, file, length);
}

int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

static int synchronise(int file, long call) {
    struct stat status;
    int known = is_ours(file, &status);
    if (is_last()) die();
    if (known) note("B %d %lu\n", gettid(), (unsigned long)status.st_ino);
    int result = syscall(call, file);
    if (known && result == 0) note("S %d %lu\n", gettid(), (unsigned long)status.st_ino);
    if (is_last()) die();
    return result;
}

int fsync(int file) { return synchronise(file, SYS_fsync); }
int fdatasync(int file) { return synchronise(file, SYS_fdatasync); }

// Names

static int open_any(const char *path, int flags, mode_t mode) {
    if (flags & O_CREAT && is_last()) die();
    int file = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    struct stat status;
    if (file >= 0 && flags & O_CREAT && is_ours(file, &status) && status.st_size == 0)
        note("C %lu\n", (unsigned long)status.st_ino);
    return file;
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open_any(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open_any(path, flags, mode);
}

static int renaming(const char *old, const char *new, int (*call)(const char *, const char *)) {
    struct stat status, target;
    int is_free = syscall(SYS_newfstatat, AT_FDCWD, new, &target, AT_SYMLINK_NOFOLLOW) != 0;
    int known = syscall(SYS_newfstatat, AT_FDCWD, old, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_dev == disk;
    if (is_last()) die();
    int result = call(old, new);
    if (result == 0 && known && is_free)
        note("R %lu %lu\t%s\t%s\n", inode_of_parent(new), (unsigned long)status.st_ino, old, new);
    if (is_last()) die();
    return result;
}

int rename(const char *old, const char *new) { return renaming(old, new, NEXT(rename)); }
int link(const char *old, const char *new) { return renaming(old, new, NEXT(link)); }

int mkdir(const char *path, mode_t mode) {
    if (is_last()) die();
    int result = NEXT(mkdir)(path, mode);
    unsigned long parent = result == 0 ? inode_of_parent(path) : 0;
    if (parent) note("D %lu %s\n", parent, path);
    return result;
}

int unlink(const char *path) {
    if (is_last()) die();
    int result = NEXT(unlink)(path);
    if (is_last()) die();
    return result;
}

// The clock

static int64_t true_now(void) {
    struct timespec now;
    syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/// What the clock was off by at a moment, in seconds.
static int64_t offset_at(int64_t moment) {
    if (!clock_steps) return 0;
    for (int64_t index = clock_steps->count - 1; index >= 0; index--)
        if (clock_steps->steps[index].since <= moment) return clock_steps->steps[index].offset;
    return 0;
}

int clock_gettime(clockid_t id, struct timespec *now) {
    int result = syscall(SYS_clock_gettime, id, now);
    if (result == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) now->tv_sec += offset_at(true_now());
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int64_t moment = true_now();
    now->tv_sec = moment / 1000000000 + offset_at(moment);
    now->tv_usec = moment % 1000000000 / 1000;
    return 0;
}

time_t time(time_t *now) {
    int64_t moment = true_now();
    time_t seconds = moment / 1000000000 + offset_at(moment);
    if (now) *now = seconds;
    return seconds;
}

/// A file's times are what the machine's clock showed then.
static void shift(struct stat *status) {
    struct timespec *times[] = {&status->st_atim, &status->st_mtim, &status->st_ctim};
    for (int index = 0; index < 3; index++)
        times[index]->tv_sec += offset_at(times[index]->tv_sec * 1000000000LL + times[index]->tv_nsec);
}

int fstat(int file, struct stat *status) {
    int result = syscall(SYS_newfstatat, file, "", status, AT_EMPTY_PATH);
    if (result == 0) shift(status);
    return result;
}

int stat(const char *restrict path, struct stat *restrict status) {
    int result = syscall(SYS_newfstatat, AT_FDCWD, path, status, 0);
    if (result == 0) shift(status);
    return result;
}

int lstat(const char *restrict path, struct stat *restrict status) {
    int result = syscall(SYS_newfstatat, AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW);
    if (result == 0) shift(status);
    return result;
}
