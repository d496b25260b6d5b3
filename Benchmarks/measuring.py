# SPDX-License-Identifier: Apache-2.0
"""Runs programs and measures them from outside: whole processes, with their start and their end."""

import os
import pathlib
import subprocess
import sys
import time
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".build" / "release" / "andaman"
VALIDATOR = ROOT / ".build" / "release" / "SchemaBench"


class Cost(NamedTuple):
    """What one or more processes took, one after the other."""

    wall: float
    """Seconds by the clock."""
    processor: float
    """Seconds of all cores, in the programs and in the kernel for them."""

    def __add__(self, other):
        return Cost(self.wall + other.wall, self.processor + other.processor)


def run(words, folder, environment):
    """Runs the program `words` in `folder` and returns its cost; anything but exit code 0 ends the measurement."""
    words = [str(word) for word in words]
    null = os.open(os.devnull, os.O_RDWR)
    complaints = os.open(folder / "complaints", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    here = os.getcwd()
    os.chdir(folder)
    begin = time.perf_counter()
    process = os.posix_spawnp(
        words[0],
        words,
        environment,
        file_actions=[(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, complaints, 2)],
    )
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - begin
    os.chdir(here)
    os.close(null)
    os.close(complaints)
    if status != 0:
        said = (folder / "complaints").read_text(errors="replace")
        sys.exit(f"{' '.join(words)}: exit code {os.waitstatus_to_exitcode(status)}\n{said}")
    return Cost(wall, usage.ru_utime + usage.ru_stime)


def run_all(commands, folder, environment):
    """Runs `commands` one after the other and returns their cost together."""
    total = Cost(0, 0)
    for words in commands:
        total += run(words, folder, environment)
    return total


def peak(words, folder, environment):
    """The most memory that the program `words` held at any time, mapped files included, in MiB.

    GNU time starts it, because a process inherits the figure of the one that it was started from, and that one is small.
    """
    report = folder / "peak"
    words = ["time", "--quiet", "--format=%M", f"--output={report}", *words]
    run(words, folder, environment)
    return int(report.read_text().split()[-1]) / 1024


def answer(words, folder, environment):
    """What the program `words` prints."""
    words = [str(word) for word in words]
    done = subprocess.run(words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def build():
    """Builds the program as it is released."""
    subprocess.run(["make", "--no-print-directory", "release"], cwd=ROOT, check=True, stdout=sys.stderr)


def build_validator():
    """Builds our side of the measurement of schemas, with the same options as the program."""
    words = ["swift", "build", "-c", "release", "--product", "SchemaBench", "--static-swift-stdlib"]
    subprocess.run(words, cwd=ROOT, check=True, stdout=sys.stderr)


def memory_folder():
    """A folder to work in that lies in memory where there is one, so that no disk is measured."""
    shared = pathlib.Path("/dev/shm")
    return shared if shared.is_dir() and os.access(shared, os.W_OK) else None


def write_noise(path, size):
    """Writes `size` bytes that nothing can compress or leave out."""
    block = os.urandom(1 << 20)
    with open(path, "wb") as file:
        while size > 0:
            # Each piece begins with another number, so that no two are the same.
            piece = size.to_bytes(8, "big") + block[8:]
            file.write(piece[:size])
            size -= len(piece)
