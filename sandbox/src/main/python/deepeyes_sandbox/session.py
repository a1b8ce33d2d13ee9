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

from . import frames, state
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
        self._given = dict(shell.user_ns)  # what every session begins with
        self._running = False
        self._pictures = {}  # names of the pictures bound at the start, and their fingerprints

    def serve(self):
        while True:
            header, blobs = frames.receive(self._connection)
            frames.send(self._connection, *self._answer(header, blobs))

    def _answer(self, header, blobs):
        """The answer's header and blobs."""
        match header["op"]:
            case "init":
                self._bind(header["images"], blobs)
                return {"status": "ok"}, []
            case "run":
                return self._run(header["code"], header["timeout"])
            case "save":
                data, lost = state.dump(self._shell.user_ns, self._own_names(), header["limit"])
                return {"status": "ok", "lost": lost}, [data]
            case "load":
                try:
                    state.load(self._shell.user_ns, blobs[0])
                    return {"status": "ok"}, []
                except Exception as error:
                    return {"status": "error", "reason": f"{type(error).__name__}: {error}"}, []
            case other:
                raise ValueError(f"unknown operation {other!r}")

    def _bind(self, sizes, blobs):
        pictures = [
            PIL.Image.frombytes("RGB", (size["width"], size["height"]), blob)
            for size, blob in zip(sizes, blobs)
        ]
        names = self._shell.user_ns
        for number, picture in enumerate(pictures, 1):
            names[f"image_{number}"] = picture
            self._pictures[f"image_{number}"] = (picture, state.fingerprint(picture))
        names["images"] = self._given["images"] = pictures

    def _own_names(self):
        """The names that the session's cells have made or changed."""
        return [
            name
            for name, value in self._shell.user_ns.items()
            if not (name in self._given and self._given[name] is value)
            and not self._is_bound_picture(name, value)
            and name not in self._shell.user_ns_hidden
        ]

    def _is_bound_picture(self, name, value):
        picture, fingerprint = self._pictures.get(name, (None, None))
        return value is picture and picture is not None and state.fingerprint(value) == fingerprint

    def _run(self, code, timeout):
        """Runs a cell: the answer's header and blobs."""
        self._outputs.reset()
        self._shell.displayhook.reset()
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
            "traceback": self._outputs.traceback,
            "syntax_error": self._outputs.syntax_error,
            "result": self._shell.displayhook.result,
            "value": self._shell.displayhook.value,
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
            if self._running:
                raise TimeoutException("Timed out!")

        # Set anew for every cell, which may have changed it. An interrupt from outside is the same signal.
        signal.signal(signal.SIGALRM, expire)
        try:
            self._running = True
            signal.setitimer(signal.ITIMER_REAL, timeout)
            result = self._shell.run_cell(code, store_history=False)
            if error := result.error_before_exec:
                place = f" (<string>, line {error.lineno})" if isinstance(error, SyntaxError) else ""
                message = error.msg if isinstance(error, SyntaxError) else error
                self._outputs.syntax_error = f"{type(error).__name__} - {message}{place}"
                return "syntax_error"
            # Figures that were not shown are shown at the end of the cell, as in a notebook.
            self._show()
            return _status(result.error_in_exec)
        except BaseException as error:
            # Raised between the cell and its end: by a figure, or by an alarm just too late.
            self._outputs.traceback += "".join(traceback.format_exception_only(error)).rstrip()
            return _status(error)
        finally:
            self._running = False
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
