#!/usr/bin/env python3
"""Drives a server that speaks the v1 or v2 sandbox protocol, ours or another, with the three cells of a typical
trajectory: the picture (1024x1024 PNG in base64), a crop that is shown, a computation. Every output is checked.
The path in the address says which protocol: /jupyter_sandbox is v1, /run_jupyter is v2.

    bench/sandbox_load.py http://127.0.0.1:8000/jupyter_sandbox --sessions 64 --at-once 16 --pid PID

With --pid, the server's process id, the CPU time of it and all its descendants is counted.
A session with a wrong answer ends there and is not in the times; the exit status is then 1.
Needs Python 3 with numpy and Pillow, to make the picture.
"""

import argparse
import base64
import concurrent.futures
import http.client
import io
import json
import os
import statistics
import sys
import time
import urllib.parse
import uuid

import numpy
import PIL.Image

SIDE = 1024


def picture():
    # Smooth with some noise: about a megabyte as PNG, like a photo.
    y, x = numpy.mgrid[0:SIDE, 0:SIDE]
    base = numpy.stack([x / 4, y / 4, (x + y) / 8], axis=-1)
    noise = numpy.random.default_rng(1).normal(0, 1, base.shape)
    buffer = io.BytesIO()
    PIL.Image.fromarray(numpy.clip(base + noise, 0, 255).astype("uint8")).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def cells(png):
    return [
        (
            "from PIL import Image\nimport base64\nfrom io import BytesIO\n"
            f'_img_base64 = "{png}"\nimage_1 = Image.open(BytesIO(base64.b64decode(_img_base64)))',
            lambda output: output["stderr"] == "",
        ),
        (
            "import matplotlib.pyplot as plt\nplt.imshow(image_1.crop((100, 100, 400, 400)))\nplt.show()",
            lambda output: len(output["images"]) == 1,
        ),
        (
            "import numpy as np\nm = np.asarray(image_1).mean()\nsum(range(100000)), bool(0 < m < 255)",
            lambda output: "(4999950000, True)" in output["stdout"],
        ),
    ]


class WrongAnswer(Exception):
    pass


class Client:
    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self._path = parts.path
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=300)

    def run(self, session, code, right):
        body = json.dumps({"session_id": session, "code": code, "timeout": 60})
        start = time.perf_counter()
        self._connection.request("POST", self._path, body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        text = response.read()
        millis = 1000 * (time.perf_counter() - start)
        if response.status != 200:
            raise WrongAnswer(f"HTTP {response.status}: {text[:500]}")
        answer = json.loads(text)
        if answer["status"] != "success" or not right(answer["output"]):
            raise WrongAnswer(json.dumps(answer)[:500])
        return millis

    def clear(self, session):
        body = json.dumps({"session_id": session})
        self._connection.request("POST", "/clear_session", body, {"Content-Type": "application/json"})
        self._connection.getresponse().read()


def run_session(url, script):
    client = Client(url)
    session = str(uuid.uuid4())
    times = [client.run(session, code, right) for code, right in script]
    client.clear(session)
    return times


def try_session(url, script):
    """The times of a session's cells, or None after a wrong answer."""
    try:
        return run_session(url, script)
    except WrongAnswer as wrong:
        print(f"a wrong answer: {wrong}", file=sys.stderr)
        return None


def cpu_seconds(pid):
    """User and system time of a process and its descendants, those that have ended and were waited for included."""
    ticks = os.sysconf("SC_CLK_TCK")
    parents, times = {}, {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(entry)] = int(fields[1])
        times[int(entry)] = sum(int(value) for value in fields[11:15])
    family, grown = {pid}, True
    while grown:
        grown = {child for child, parent in parents.items() if parent in family} - family
        family |= grown
    return sum(times[member] for member in family if member in times) / ticks


def percentiles(values):
    ordered = sorted(values)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def small_cells(url, count):
    client = Client(url)
    small = ("1+1", lambda output: "2" in output["stdout"])
    starts = []
    for _ in range(20):
        session = str(uuid.uuid4())
        starts.append(client.run(session, *small))
        client.clear(session)
    session = str(uuid.uuid4())
    client.run(session, *small)
    times = [client.run(session, *small) for _ in range(count)]
    client.clear(session)
    return percentiles(starts), percentiles(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--sessions", type=int, default=32)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--small", type=int, default=200, help="cells of 1+1")
    parser.add_argument("--pid", type=int, help="of the server")
    options = parser.parse_args()
    script = cells(picture())
    run_session(options.url, script)
    start, small = small_cells(options.url, options.small)
    print(f"new session and 1+1: p50 {start[0]:.1f} ms, p95 {start[1]:.1f} ms")
    print(f"1+1: p50 {small[0]:.2f} ms, p95 {small[1]:.2f} ms")
    before = cpu_seconds(options.pid) if options.pid else 0
    wall = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(options.at_once) as pool:
        times = list(pool.map(lambda _: try_session(options.url, script), range(options.sessions)))
    wall = time.perf_counter() - wall
    times = [session for session in times if session]
    print(f"{len(times)} of {options.sessions} sessions right")
    if not times:
        return 1
    for number in range(3):
        p50, p95 = percentiles([session[number] for session in times])
        print(f"cell {number + 1}: p50 {p50:.0f} ms, p95 {p95:.0f} ms")
    print(f"{3 * len(times) / wall:.2f} cells/s with {options.at_once} at once")
    if options.pid:
        used = cpu_seconds(options.pid) - before
        print(f"{used / len(times):.3f} CPU-s a session")
    return 0 if len(times) == options.sessions else 1


if __name__ == "__main__":
    sys.exit(main())
