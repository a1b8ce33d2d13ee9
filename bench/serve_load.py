#!/usr/bin/env python3
"""Streaming clients against a model server, all at once, until it is told to stop (SIGTERM): every stream must be whole.

    bench/serve_load.py http://127.0.0.1:8002/v1 --pid PID --clients 64 --seconds 60
"""

import argparse
import base64
import http.client
import json
import os
import pathlib
import signal
import threading
import time
import urllib.parse

OWL = pathlib.Path(__file__).parent.parent / "examples/owl.jpg"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--pid", type=int, required=True, help="the server's process")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--max-tokens", type=int, default=64)
    return parser.parse_args()


def body(seed, max_tokens):
    picture = "data:image/jpeg;base64," + base64.b64encode(OWL.read_bytes()).decode()
    content = [
        {"type": "image_url", "image_url": {"url": picture}},
        {"type": "text", "text": f"What stands next to the cross? ({seed})"},
    ]
    return json.dumps(
        {
            "messages": [{"role": "user", "content": content}],
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": max_tokens,
            "seed": seed,
        }
    )


def private_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) // 1024
    return 0


class Load:
    def __init__(self, options):
        self.options = options
        self.address = urllib.parse.urlsplit(options.url)
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.first, self.whole, self.tokens, self.failures = [], [], 0, []
        self.finished_late = 0

    def client(self, number):
        seed = number
        while not self.stopping.is_set():
            try:
                self.stream(seed)
            except (OSError, AssertionError, http.client.HTTPException) as failure:
                # Nothing new is taken once the server stops: only a stream that had begun may not fail.
                if not (self.stopping.is_set() and isinstance(failure, ConnectionRefusedError)):
                    with self.lock:
                        self.failures.append(repr(failure))
            seed += self.options.clients

    def stream(self, seed):
        start = time.monotonic()
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=120)
        connection.request("POST", self.address.path + "/chat/completions", body(seed, self.options.max_tokens))
        answer = connection.getresponse()
        if answer.status == 503 and self.stopping.is_set():
            return
        assert answer.status == 200, f"HTTP {answer.status}: {answer.read(200)}"
        events, first = [], None
        for line in answer:
            if line.startswith(b"data: "):
                first = first or time.monotonic() - start
                events.append(line[6:].strip())
        assert events and events[-1] == b"[DONE]", f"broken off after {len(events)} events"
        usage = json.loads(events[-2])["usage"]
        connection.close()
        with self.lock:
            self.first.append(first)
            self.whole.append(time.monotonic() - start)
            self.tokens += usage["completion_tokens"]
            self.finished_late += self.stopping.is_set()

    def run(self):
        threads = [threading.Thread(target=self.client, args=(i,)) for i in range(self.options.clients)]
        start = time.monotonic()
        memory = [private_mb(self.options.pid)]
        for thread in threads:
            thread.start()
        while time.monotonic() - start < self.options.seconds:
            time.sleep(self.options.seconds / 12)
            memory.append(private_mb(self.options.pid))
        seconds = time.monotonic() - start
        done, tokens = len(self.whole), self.tokens
        self.stopping.set()
        os.kill(self.options.pid, signal.SIGTERM)
        for thread in threads:
            thread.join()
        drained = time.monotonic() - start - seconds
        print(f"{done} streams, {tokens} tokens in {seconds:.0f} s: {tokens / seconds:.0f} tokens/s")
        print("first event p50 %.2f s, p95 %.2f s; whole p50 %.2f s, p95 %.2f s" % (*at(self.first), *at(self.whole)))
        print(f"RssAnon in MB, start to end: {memory}")
        print(f"after SIGTERM: {self.finished_late} streams finished, drained in {drained:.1f} s")
        print(f"failures: {len(self.failures)} {self.failures[:3]}")


def at(values):
    ordered = sorted(values)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


Load(arguments()).run()
