# SPDX-License-Identifier: Apache-2.0
"""How many bundles a second the receiving service files, durably (Benchmarks/Filing)."""

import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

import measuring
from exchange import KAWTHAUNG, RANONG, Exchange

BENCH = measuring.ROOT / ".build" / "release" / "filing-bench"
# Attachments that make a bundle of about 20 KiB and of about 1 MiB.
ATTACHMENTS = {"20 KiB": 16, "1 MiB": 1 << 20}
CLIENTS = [1, 16, 64]
SECONDS = 10
ENTRIES = 1_000_000
# What filing may cost with so many entries in the registry, beside filing into an empty one.
GROWTH_GOAL = 1.2
RATE_GOAL = 1000
P99_GOAL = 100


def build():
    words = ["swift", "build", "-c", "release", "--product", "filing-bench", "--static-swift-stdlib"]
    subprocess.run(words, cwd=measuring.ROOT, check=True, stdout=sys.stderr)


def run(exchange, seconds, clients):
    """One run on the two offices of `exchange`; the figures of each number of clients, the cryptographic work first."""
    words = [BENCH, RANONG[1], KAWTHAUNG[1], exchange.DOSSIER, seconds, *clients]
    text = measuring.answer(words, exchange.folder, exchange.environment)
    return [json.loads(line) for line in text.splitlines()]


def fill(registry, count):
    """Puts `count` entries into a registry that is not in use, as if filed before; their receipts are a byte long.

    The triggers that seal rows call a function of the program's; it makes them again, and the seals, when it opens the file."""
    with sqlite3.connect(registry) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute(
            """
            WITH RECURSIVE number (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < ?)
            INSERT INTO received (identity, senderAuthority, senderOffice, bundle, fileDigest, fileSize, receivedAt,
                decision, state, receipt, receiptDigest)
            SELECT randomblob(32), randomblob(32), 'ranong', printf('%036d', value), randomblob(32), 20480, 0,
                'filed', 'decided', x'00', randomblob(32)
            FROM number
            """,
            [count],
        )
    database.close()


def measure(program, seconds=SECONDS, entries=ENTRIES):
    """Prints the table and tells whether every goal was met."""
    is_met = True
    print(f"\n{'filing':12}{'clients':>8}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{'processor ms':>14}{'cryptography ms':>17}")
    # On the disk, not in memory: what is measured is durable.
    with tempfile.TemporaryDirectory(prefix="andaman-bench-") as folder:
        for name, size in ATTACHMENTS.items():
            place = pathlib.Path(folder) / name.replace(" ", "")
            place.mkdir()
            exchange = Exchange(program, place, size)
            measuring.run(exchange.sign, place, exchange.environment)
            work, *loads = run(exchange, seconds, CLIENTS)
            for load in loads:
                print(
                    f"{name:12}{load['clients']:8}{load['perSecond']:10.0f}{load['p50']:9.1f}{load['p99']:9.1f}"
                    f"{load['processor']:14.2f}{work['milliseconds']:17.2f}"
                )
            if name == "20 KiB":
                best = max(loads, key=lambda load: load["perSecond"])
                met = best["perSecond"] >= RATE_GOAL and best["p99"] <= P99_GOAL
                is_met = is_met and met
                print(f"{'':12}goal {RATE_GOAL} a second, p99 under {P99_GOAL} ms: {'met' if met else 'MISSED'}")
                is_met = show_growth(exchange, seconds, entries) and is_met
    return is_met


def show_growth(exchange, seconds, entries):
    """Files into a registry of many entries and, in turn with it, into one without."""
    service = exchange.folder / KAWTHAUNG[1] / "service"
    registry = service / "registry.sqlite"
    small = run(exchange, seconds, [16])[1]
    fill(registry, entries)
    large = run(exchange, seconds, [16])[1]
    ratio = large["processor"] / small["processor"]
    met = ratio <= GROWTH_GOAL
    print(
        f"{'':12}a registry of {entries} entries: {ratio:.2f} times the processor time of a small one,"
        f" {small['perSecond'] / large['perSecond']:.2f} times the time;"
        f" goal {GROWTH_GOAL} {'met' if met else 'MISSED'}"
    )
    return met
