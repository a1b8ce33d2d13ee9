"""What a cell writes to its standard streams, whoever writes it: Python, C code, or a child process."""

import os
import select
import threading

LIMIT = 1 << 20  # bytes kept of one stream in one cell
FLOOD = 64 << 20  # bytes after which a cell that goes on writing is stopped


class Capture:
    """Takes over a file descriptor and keeps the first LIMIT bytes that a cell writes to it.

    `flooded` is called, from another thread, when a cell has written more than FLOOD bytes.
    """

    def __init__(self, name, descriptor, flooded):
        self._name = name
        self._flooded = flooded
        self._read, write = os.pipe()
        os.set_blocking(self._read, False)
        os.dup2(write, descriptor)
        os.close(write)
        self._lock = threading.Lock()
        self._kept = bytearray()
        self._dropped = 0
        threading.Thread(target=self._pump, daemon=True).start()

    def _pump(self):
        """Keeps the pipe from filling up, so that nobody who writes ever waits for long."""
        closed = False
        while not closed:
            select.select([self._read], [], [])
            with self._lock:
                before = self._dropped
                closed = self._drain()
                flood = before <= FLOOD < self._dropped
            if flood:
                self._flooded()

    def _drain(self):
        """Whether nobody can write any more."""
        while True:
            try:
                chunk = os.read(self._read, 1 << 16)
            except BlockingIOError:
                return False
            if not chunk:
                return True
            room = LIMIT - len(self._kept)
            self._kept += chunk[:room]
            self._dropped += max(0, len(chunk) - room)

    def take(self):
        """Everything written since the last call, as text, and how many bytes were dropped."""
        with self._lock:
            self._drain()
            text = self._kept.decode("utf-8", "replace")
            dropped = self._dropped
            self._kept = bytearray()
            self._dropped = 0
        if dropped:
            text += f"\n[{self._name}: {dropped} bytes beyond the limit dropped]\n"
        return text, dropped


def clip(text):
    """A text that comes back by another way than a stream, cut to the same length."""
    if text is None or len(text) <= LIMIT:
        return text
    return f"{text[:LIMIT]}\n[{len(text) - LIMIT} characters beyond the limit dropped]"
