"""One session: a forked process that runs cells for one client until the connection ends."""

import base64
import io
import os
import signal
import sys
import time
import traceback

import matplotlib.pyplot as plt
import numpy as np
import PIL.Image

from . import frames
from .capture import Capture
from .shell import TimeoutException


class Session:
    def __init__(self, shell, outputs, show, connection):
        self._shell = shell
        self._outputs = outputs
        self._show = show
        self._connection = connection
        self._stdout = Capture(1)
        self._stderr = Capture(2)
        sys.stdout = open(1, "w", buffering=1, errors="replace", closefd=False)
        sys.stderr = open(2, "w", buffering=1, errors="replace", closefd=False)
        # Forks begin with the same random state; sessions must not.
        np.random.seed(int.from_bytes(os.urandom(4), "big"))
        shell.user_ns.update(
            plt=plt, np=np, Image=PIL.Image, base64=base64, BytesIO=io.BytesIO, os=os, sys=sys
        )

    def serve(self):
        while True:
            header, blobs = frames.receive(self._connection)
            match header["op"]:
                case "init":
                    self._bind(header["images"], blobs)
                    frames.send(self._connection, {"status": "ok"})
                case "run":
                    frames.send(self._connection, *self._run(header["code"], header["timeout"]))

    def _bind(self, sizes, blobs):
        pictures = [
            PIL.Image.frombytes("RGB", (size["width"], size["height"]), blob)
            for size, blob in zip(sizes, blobs)
        ]
        for number, picture in enumerate(pictures, 1):
            self._shell.user_ns[f"image_{number}"] = picture
        self._shell.user_ns["images"] = pictures

    def _run(self, code, timeout):
        """Runs a cell: the answer's header and blobs."""
        self._outputs.reset()
        self._shell.displayhook.result = None
        self._shell.displayhook.silent = code.rstrip().endswith(";")
        start = time.monotonic()
        outcome = self._execute(code, timeout)
        seconds = time.monotonic() - start
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass  # The cell has closed or replaced it.
        stdout, stdout_dropped = self._stdout.take()
        stderr, stderr_dropped = self._stderr.take()
        header = {
            "status": outcome,
            "stdout": stdout,
            "stderr": stderr,
            "result": self._shell.displayhook.result,
            "texts": self._outputs.texts,
            "images": [image for image, _ in self._outputs.images],
            "dropped": {
                "stdout": stdout_dropped,
                "stderr": stderr_dropped,
                "images": self._outputs.dropped,
            },
            "seconds": seconds,
        }
        return header, [data for _, data in self._outputs.images]

    def _execute(self, code, timeout):
        """The status of the cell: ok, python_error, syntax_error, memory or timeout."""

        def expire(*_):
            __tracebackhide__ = True
            raise TimeoutException("Timed out!")

        signal.signal(signal.SIGALRM, expire)
        try:
            signal.setitimer(signal.ITIMER_REAL, timeout)
            result = self._shell.run_cell(code, store_history=False)
            if result.error_before_exec:
                return "syntax_error"
            # Figures that were not shown are shown at the end of the cell, as in a notebook.
            self._show()
            return _status(result.error_in_exec)
        except BaseException as error:
            # Raised between the cell and its end: by a figure, or by an alarm just too late.
            traceback.print_exc(limit=0)
            return _status(error)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _status(error):
    match error:
        case None:
            return "ok"
        case TimeoutException():
            return "timeout"
        case MemoryError():
            return "memory"
        case _:
            return "python_error"
