"""One session: a forked process that runs cells for one client until the connection ends."""

import base64
import ctypes
import gc
import io
import operator
import os
import random
import select
import signal
import sys
import threading
import time
import traceback

import matplotlib.pyplot as plt
import numpy as np
import PIL.Image

from . import frames, state
from .capture import Capture, clip
from .shell import OutputLimitException, TimeoutException

IDLE = 1  # seconds after a cell in which the memory that it has left is given back
INSIST = 1  # seconds after which a cell that has swallowed its time-out gets it again


_libc = ctypes.CDLL(None)


class Picture:
    """A picture that a session begins with, from rows of RGB bytes."""

    def __init__(self, width, height, rows):
        self.image = PIL.Image.frombytes("RGB", (width, height), rows)
        self.fingerprint = state.fingerprint(self.image)


def pictures_of(header, blobs):
    return [Picture(size["width"], size["height"], rows) for size, rows in zip(header["images"], blobs)]


class Session:
    """`pictures` are bound as `image_1` … and `images`; those that a group holds are shared with its other
    sessions until somebody draws on them."""

    def __init__(self, shell, outputs, show, connection, pictures):
        self._shell = shell
        self._outputs = outputs
        self._show = show
        self._connection = connection
        self._stdout = Capture("stdout", 1, _stop_flood)
        self._stderr = Capture("stderr", 2, _stop_flood)
        sys.stdout = open(1, "w", buffering=1, errors="replace", closefd=False)
        sys.stderr = open(2, "w", buffering=1, errors="replace", closefd=False)
        shell.user_ns.update(
            plt=plt, np=np, Image=PIL.Image, base64=base64, BytesIO=io.BytesIO, os=os, sys=sys
        )
        self._given = dict(shell.user_ns)  # what every session begins with
        self._running = False
        self._bind(pictures)
        # The first cell after a fork pays for the memory pages that it touches: not the client's.
        shell.run_cell("None", store_history=False)

    def serve(self):
        while True:
            if not select.select([self._connection], [], [], IDLE)[0]:
                # Figures leave circles behind, and the allocator keeps what they took.
                gc.collect()
                _libc.malloc_trim(0)
            header, blobs = frames.receive(self._connection)
            frames.send(self._connection, *self._answer(header, blobs))

    def _answer(self, header, blobs):
        """The answer's header and blobs."""
        match header["op"]:
            case "init":
                self._begin(header["seed"], pictures_of(header, blobs))
                return {"status": "ok"}, []
            case "run":
                return self._run(blobs[0].decode(), header["timeout"])
            case "save":
                names = self._own_names(header["pictures"])
                data, lost = state.dump(self._shell.user_ns, names, header["limit"])
                return {"status": "ok", "lost": lost}, [data]
            case "load":
                try:
                    state.load(self._shell.user_ns, blobs[0])
                    return {"status": "ok"}, []
                except Exception as error:
                    return {"status": "error", "reason": f"{type(error).__name__}: {error}"}, []
            case other:
                raise ValueError(f"unknown operation {other!r}")

    def _begin(self, seed, pictures):
        """The same session, begun again elsewhere, draws the same random numbers."""
        random.seed(seed)
        np.random.seed(seed)
        if pictures:
            self._bind(pictures)

    def _bind(self, pictures):
        self._pictures = {f"image_{number}": picture for number, picture in enumerate(pictures, 1)}
        self._shell.user_ns.update({name: picture.image for name, picture in self._pictures.items()})
        self._shell.user_ns["images"] = [picture.image for picture in pictures]

    def _own_names(self, with_pictures):
        """The names that the session's cells have made or changed; with those of the pictures that it began
        with when they are wanted too."""
        return [
            name
            for name, value in self._shell.user_ns.items()
            if name not in self._shell.user_ns_hidden
            and not (name in self._given and self._given[name] is value)
            and (with_pictures or not self._is_as_bound(name, value))
        ]

    def _is_as_bound(self, name, value):
        if name == "images":
            images = [picture.image for picture in self._pictures.values()]
            return isinstance(value, list) and len(value) == len(images) and all(map(operator.is_, value, images))
        picture = self._pictures.get(name)
        return picture is not None and value is picture.image and state.fingerprint(value) == picture.fingerprint

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
            "traceback": clip(self._outputs.traceback),
            "syntax_error": clip(self._outputs.syntax_error),
            "result": clip(self._shell.displayhook.result),
            "value": clip(self._shell.displayhook.value),
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
        """The status of the cell: ok, python_error, syntax_error, memory, timeout or output_limit."""

        def expire(*_):
            __tracebackhide__ = True
            if self._running:
                raise TimeoutException("Timed out!")

        def flood(*_):
            __tracebackhide__ = True
            if self._running:
                raise OutputLimitException("Too much output!")

        # Set anew for every cell, which may have changed them. An interrupt from outside is the same signal.
        signal.signal(signal.SIGALRM, expire)
        signal.signal(signal.SIGUSR1, flood)
        try:
            self._running = True
            signal.setitimer(signal.ITIMER_REAL, timeout, INSIST)
            result = self._shell.run_cell(code, store_history=False)
            if (error := result.error_before_exec) is not None:
                return self._never_ran(error)
            # Figures that were not shown are shown at the end of the cell, as in a notebook.
            self._show()
            return _status(result.error_in_exec)
        except BaseException as error:
            # Raised between the cell and its end: by a figure, or by an alarm just too late.
            self._running = False
            self._outputs.traceback += "".join(traceback.format_exception_only(error)).rstrip()
            return _status(error)
        finally:
            self._running = False
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _never_ran(self, error):
        """The status of a cell that does not compile, or was stopped before it had begun or after it had ended."""
        if isinstance(error, (KeyboardInterrupt, MemoryError)):
            raise error
        place = f" (<string>, line {error.lineno})" if isinstance(error, SyntaxError) else ""
        message = error.msg if isinstance(error, SyntaxError) else error
        self._outputs.syntax_error = f"{type(error).__name__} - {message}{place}"
        return "syntax_error"


def _stop_flood():
    signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)


def _status(error):
    match error:
        case None:
            return "ok"
        case OutputLimitException():
            return "output_limit"
        case TimeoutException():
            return "timeout"
        case MemoryError():
            return "memory"
        case _:
            return "python_error"
