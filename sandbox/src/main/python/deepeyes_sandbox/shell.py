"""The interpreter of a session: IPython's shell with its outputs collected instead of printed."""

import base64
import builtins
import contextlib
import io
import sys

import cv2  # noqa: F401  (slow to import: done once for all sessions)
import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy
import PIL.Image
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .capture import clip

MAX_IMAGES = 50
MAX_TEXTS = 50
MAX_PIXELS = 40_000_000
PADDING = 0.1  # inches around a figure


class TimeoutException(KeyboardInterrupt):
    """Raised in a cell that runs out of time. Code that catches Exception does not stop it."""


class OutputLimitException(KeyboardInterrupt):
    """Raised in a cell that writes without end."""


class Outputs:
    """Pictures and texts that a cell shows, in order, and the traceback of its error."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.images = []  # (header, bytes)
        self.texts = []
        self.traceback = ""
        self.syntax_error = None
        self.dropped = 0

    def add(self, value):
        """Shows any object as a notebook would: pictures as pictures, the rest as text."""
        if isinstance(value, PIL.Image.Image):
            self.add_picture(value)
        elif isinstance(value, Figure):
            self.add_figure(value)
        else:
            data, _ = InteractiveShell.instance().display_formatter.format(value)
            self.add_data(data)

    def add_picture(self, picture):
        if self._has_room(picture.width * picture.height):
            rgb = flatten(picture)
            header = {"encoding": "rgb", "width": rgb.width, "height": rgb.height}
            self.images.append((header, rgb.tobytes()))

    def add_figure(self, figure):
        """What `savefig(bbox_inches="tight")` gives, drawn once and cut instead of drawn twice."""
        canvas = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
        canvas.draw()
        box = figure.get_tightbbox(canvas.get_renderer()).padded(PADDING).extents * figure.dpi
        picture = PIL.Image.fromarray(numpy.asarray(canvas.buffer_rgba()), "RGBA")
        left, bottom, right, top = (*numpy.floor(box[:2]), *numpy.ceil(box[2:]))
        if left >= 0 and bottom >= 0 and right <= picture.width and top <= picture.height:
            self.add_picture(picture.crop((left, picture.height - top, right, picture.height - bottom)))
        else:  # Something lies outside of the figure.
            figure.savefig(_Pixels(self), format="pixels", bbox_inches="tight", pad_inches=PADDING)

    def add_data(self, data):
        """A bundle of representations by MIME type: the picture if there is one."""
        for kind in ("image/png", "image/jpeg"):
            if kind in data:
                content = data[kind]
                if isinstance(content, str):
                    content = base64.b64decode(content)
                self.add_picture(PIL.Image.open(io.BytesIO(content)))
                return
        if "text/plain" in data:
            self._add_text(data["text/plain"])

    def _add_text(self, text):
        if len(self.texts) < MAX_TEXTS:
            self.texts.append(clip(text))
        else:
            self.dropped += 1

    def _has_room(self, pixels):
        if len(self.images) < MAX_IMAGES and pixels <= MAX_PIXELS:
            return True
        self.dropped += 1
        return False


def flatten(picture):
    """8-bit RGB, transparent parts over white."""
    if picture.mode == "RGB":
        return picture
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        if picture.getchannel("A").getextrema()[0] == 255:
            return picture.convert("RGB")
        white = PIL.Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        return white
    return picture.convert("RGB")


class _Pixels(io.BytesIO):
    """Where a figure is 'saved' to be shown: as it is drawn, without a file's encoding in between."""

    def __init__(self, outputs):
        super().__init__()
        self.outputs = outputs


def _print_pixels(canvas, target, **_):
    canvas.draw()
    target.outputs.add_picture(PIL.Image.fromarray(numpy.asarray(canvas.buffer_rgba()), "RGBA"))


class _Publisher(DisplayPublisher):
    outputs = None

    def publish(self, data, metadata=None, **_):
        self.outputs.add_data(data)


class _Hook(DisplayHook):
    outputs = None
    result = None  # the last expression as a notebook shows it
    value = None  # as str() gives it
    silent = False  # whether the cell ends in a semicolon

    def reset(self):
        self.result = None
        self.value = None

    def __call__(self, result=None):
        if result is None:
            return
        self.update_user_ns(result)
        self.value = str(result)
        if self.silent:
            return
        texts = len(self.outputs.texts)
        self.outputs.add(result)
        # A last expression that shows as text is the cell's result, not a display.
        if len(self.outputs.texts) > texts:
            self.result = self.outputs.texts.pop()


_TYPICAL = """
import base64, io, PIL.Image, numpy as np, matplotlib.pyplot as plt
file = io.BytesIO()
PIL.Image.new("RGB", (320, 240)).save(file, "PNG")
picture = PIL.Image.open(io.BytesIO(base64.b64decode(base64.b64encode(file.getvalue()))))
np.asarray(picture.crop((0, 0, 99, 99)).resize((200, 200)).convert("L")).mean()
plt.imshow(picture)
plt.title("t")
plt.show()
plt.plot([0.5, 1.5], label="l")
plt.legend()
plt.show()
"""


def create():
    """The shell, warmed up, and its outputs. Done once, before sessions are forked."""
    shell = InteractiveShell.instance(colors="nocolor", history_length=0)
    shell.history_manager.enabled = False
    # Code runs as it is written: no magics, no shell lines, no repaired indentation.
    shell.transform_cell = lambda code: code
    # To find out whether a cell awaits something takes IPython a compilation; few do.
    may_await = shell.should_run_async
    shell.should_run_async = lambda code, **options: "await" in code and may_await(code, **options)
    shell.ask_exit = lambda: None
    # It would keep everything that is ever printed.
    shell._tee = lambda channel: contextlib.nullcontext()

    outputs = Outputs()
    shell.display_pub = _Publisher()
    shell.display_pub.outputs = outputs
    shell.displayhook = _Hook(shell=shell)
    shell.displayhook.outputs = outputs
    shell.display_trap.hook = shell.displayhook
    def show_traceback(kind, value, lines):
        outputs.traceback = "\n".join(lines)

    shell._showtraceback = show_traceback

    def display(*values, **_):
        for value in values:
            outputs.add(value)

    def show(*_, **__):
        for number in plt.get_fignums():
            outputs.add_figure(plt.figure(number))
        plt.close("all")

    plt.show = show
    FigureCanvasAgg.print_pixels = _print_pixels
    PIL.Image.Image.show = lambda self, *_, **__: outputs.add_picture(self)
    builtins.display = display
    PIL.Image.init()
    # What the first cells of sessions do is done once here: caches are full and pages are touched.
    numpy.random.seed()  # numpy imports its generators at first use
    for code in ("1", "1 / 0", _TYPICAL):
        shell.run_cell(code, store_history=False)
    outputs.reset()
    shell.reset(new_session=False)
    return shell, outputs, show
