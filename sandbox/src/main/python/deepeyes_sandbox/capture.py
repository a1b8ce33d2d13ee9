"""What a cell writes to its standard streams, whoever writes it: Python, C code, or a child process."""

import os
import select
import threading

LIMIT = 1 << 20  # bytes kept of one stream in one cell


class Capture:
    """Takes over a file descriptor and keeps the first LIMIT bytes that a cell writes to it."""

    def __init__(self, descriptor):
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
        while True:
            select.select([self._read], [], [])
            with self._lock:
                self._drain()

    def _drain(self):
        while True:
            try:
                chunk = os.read(self._read, 1 << 16)
            except BlockingIOError:
                return
            if not chunk:
                return
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
        return text, dropped
