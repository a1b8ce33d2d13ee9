#!/usr/bin/env python3
"""`deepeyes curate` against a scripted model server that answers after 50 ms, so many requests at a time: which share of the
server's capacity is used, how memory grows, and what a killed run asks again.

    bench/curate_throughput.py DIR                                   # 10,000 questions, 16 samples each: minutes
    bench/curate_throughput.py DIR --records 500 --slots 8
"""

import argparse
import asyncio
import collections
import hashlib
import json
import multiprocessing
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import time
import zlib

LATENCY = 0.05

CONFIG = """\
seed: 1
concurrent: {concurrent}
sources:
  - {{name: numbers, licence: CC0-1.0, file: {directory}/records.json, images: {directory}, category: perception}}
benchmarks: []
categories:
judge:
rewriter:
base: {{model: "http://127.0.0.1:{port}/v1", temperature: 1.0, max-tokens: 64}}
difficulty: {{samples: 8, max-right: 2}}
tool-benefit: {{samples: 8, min-right: 1}}
teachers:
  - {{name: scripted, model: {{model: "http://127.0.0.1:{port}/v1", temperature: 1.0, max-tokens: 64}}}}
attempts: 1
budget:
verify: {{require-tools: true}}
mix:
"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--slots", type=int, default=8, help="requests that the server works on at a time")
    parser.add_argument("--port", type=int, default=8097)
    parser.add_argument("--kill-at", type=float, default=0.6, help="share of the requests after which it is killed")
    return parser.parse_args()


def png(number, side=96):
    """A picture that no other number has."""
    seed = hashlib.sha256(str(number).encode()).digest()
    row = lambda y: b"\0" + bytes(seed[(x // 12 + y // 12 * 8) % 32] ^ (y // 12 * 31 & 255) for x in range(side) for _ in range(3))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(row(y) for y in range(side)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def write_records(directory, count):
    (directory / "images").mkdir(parents=True)
    records = []
    for number in range(count):
        (directory / f"images/{number}.png").write_bytes(png(number))
        records.append(
            {
                "messages": [
                    {"role": "user", "content": f"<image>Which number has picture {number}?"},
                    {"role": "assistant", "content": f"<answer>{number * 7919 % 100_003}</answer>"},
                ],
                "images": [f"images/{number}.png"],
            }
        )
    (directory / "records.json").write_text(json.dumps(records))


class ModelServer:
    """Answers one in eight questions rightly, chosen by the request."""

    def __init__(self, slots):
        self.slots = asyncio.Semaphore(slots)
        self.seen = collections.Counter()
        self.times = []

    async def connection(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                body = await reader.readexactly(int(length[1])) if length else b""
                writer.write(await self.reply(head, body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def reply(self, head, body):
        if head.startswith(b"GET /v1/models"):
            model = {"id": "scripted", "object": "model", "created": 0, "owned_by": "bench"}
            return answer("application/json", json.dumps({"object": "list", "data": [model]}))
        if head.startswith(b"GET /figures"):
            figures = {"asked": len(self.times), "repeated": sum(self.seen.values()) - len(self.seen), "times": self.times}
            return answer("application/json", json.dumps(figures))
        digest = hashlib.sha256(body).digest()
        self.seen[digest] += 1
        number = int(re.search(rb"Which number has picture (\d+)", body)[1])
        async with self.slots:
            await asyncio.sleep(LATENCY)
        self.times.append(time.time())
        said = number * 7919 % 100_003 if digest[0] < 32 else -1
        return answer("text/event-stream", stream(f"<think>I look.</think><answer>{said}</answer>"))


def stream(text):
    event = {"id": "0", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
    delta = {**event, "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}]}
    last = {**event, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    return f"data: {json.dumps(delta)}\n\ndata: {json.dumps(last)}\n\ndata: [DONE]\n\n"


def answer(kind, text):
    body = text.encode()
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def serve(port, slots):
    async def run():
        server = await asyncio.start_server(ModelServer(slots).connection, "127.0.0.1", port, limit=1 << 22)
        await server.serve_forever()

    asyncio.run(run())


def figures(port):
    import urllib.request

    return json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/figures"))


def private_mb(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"RssAnon:\s+(\d+)", text)[1]) // 1024


def curate(config, out, port, kill_after=None):
    """Runs to its end, or until the server has answered so many; the memory that it took, second by second."""
    memory = []
    process = subprocess.Popen(["./deepeyes", "curate", str(config), "--out", str(out), "--json"], stdout=subprocess.PIPE)
    while process.poll() is None:
        time.sleep(1)
        try:
            memory.append(private_mb(process.pid))
        except (FileNotFoundError, TypeError):
            break
        if kill_after and len(memory) % 3 == 0 and figures(port)["asked"] >= kill_after:
            process.send_signal(signal.SIGKILL)
            kill_after = None
    output = process.stdout.read()
    if process.wait() not in (0, -signal.SIGKILL):
        raise SystemExit(f"curate failed with {process.returncode}")
    return memory, output


def longest_busy(times):
    """Requests and seconds of the stretches without a gap of a second: stages between are left out."""
    stretches = [[times[0], times[0], 0]]
    for at in times:
        if at - stretches[-1][1] > 1:
            stretches.append([at, at, 0])
        stretches[-1][1] = at
        stretches[-1][2] += 1
    return sum(s[2] for s in stretches), sum(s[1] - s[0] for s in stretches)


def main():
    given = arguments()
    directory = given.directory.absolute()
    shutil.rmtree(directory, ignore_errors=True)
    write_records(directory, given.records)
    config = directory / "config.yaml"
    config.write_text(CONFIG.format(directory=directory, port=given.port, concurrent=2 * given.slots + 8))
    server = multiprocessing.Process(target=serve, args=(given.port, given.slots), daemon=True)
    server.start()
    time.sleep(1)
    memory, _ = curate(config, directory / "out", given.port, kill_after=int(given.kill_at * given.records * 16))
    killed_at = figures(given.port)["asked"]
    memory_resumed, output = curate(config, directory / "out", given.port)
    after = figures(given.port)
    report = json.loads(output)
    capacity = given.slots / LATENCY
    asked, seconds = longest_busy(sorted(after["times"]))
    print(f"capacity {capacity:.0f} requests/s; {asked} requests in {seconds:.0f} s: {asked / seconds:.0f}/s, {asked / seconds / capacity:.1%}")
    print(f"killed after {killed_at} requests; asked twice: {after['repeated']} of at most {2 * given.slots + 8} under way")
    for name, part in (("first start", memory), ("second start", memory_resumed)):
        print(f"{name}: {len(part)} s, private memory at a tenth, half and the end: {part[len(part) // 10]}, {part[len(part) // 2]}, {part[-2]} MB")
    print(json.dumps(report["funnel"]))
    server.terminate()


if __name__ == "__main__":
    main()
