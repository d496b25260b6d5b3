# SPDX-License-Identifier: Apache-2.0
"""A bad line: hands connections on, and does to them what a file says (docs/faults.md).

    line.py FILE SEED

It prints the port that it listens on, and puts a byte into FILE.cuts for each connection that it broke. FILE is one line,
read anew for each connection: PORT KIND LARGEST COUNT. PORT is where connections go; 0 is nowhere. KIND is

    clean     nothing is done to it
    sent      cut after 1 to LARGEST bytes to the service
    answered  cut after 1 to LARGEST bytes from the service
    slow      so many bytes a second, LARGEST
    stalled   held up after 1 to LARGEST bytes to the service, for up to a second, and then cut or not

At most COUNT connections in all are broken.
"""

import random
import socket
import struct
import sys
import threading
import time

PIECE = 16384

chance = random.Random(int(sys.argv[2]))
lock = threading.Lock()
broken = 0


def reset(end):
    """Ends a connection as a broken line does, not as a program that has said all."""
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()


def breaks(count):
    """Whether one more connection may be broken."""
    global broken
    with lock:
        if broken >= count:
            return False
        broken += 1
        with open(sys.argv[1] + ".cuts", "a") as file:
            file.write(".")
        return True


def carry(source, sink, place, hold, rate, count):
    """Hands bytes on; at `place` the line is held up for `hold` seconds, if any, and then it breaks, where it may."""
    try:
        while data := source.recv(PIECE if rate is None else max(1, min(PIECE, rate // 10))):
            if rate is not None:
                time.sleep(len(data) / rate)
            if place is not None and len(data) >= place:
                sink.sendall(data[:place])
                if hold:
                    time.sleep(hold)
                if (not hold or hold > 0.5) and breaks(count):
                    raise ConnectionError
                data = data[place:]
                place = None
            elif place is not None:
                place -= len(data)
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        reset(source)
        reset(sink)


def connect(client):
    with open(sys.argv[1]) as file:
        port, kind, largest, count = file.read().split()
    largest, count = int(largest), int(count)
    try:
        server = socket.create_connection(("127.0.0.1", int(port)))
    except OSError:
        reset(client)
        return
    with lock:
        place = chance.randint(1, largest) if kind in ("sent", "answered", "stalled") and broken < count else None
        hold = chance.random() if kind == "stalled" else None
    rate = largest if kind == "slow" else None
    there = place if kind != "answered" else None
    back = place if kind == "answered" else None
    for words in (client, server, there, hold, rate, count), (server, client, back, None, rate, count):
        threading.Thread(target=carry, args=words, daemon=True).start()


listener = socket.create_server(("127.0.0.1", 0), backlog=64)
print(listener.getsockname()[1], flush=True)
while True:
    connect(listener.accept()[0])
