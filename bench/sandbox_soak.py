#!/usr/bin/env python3
"""Creates and closes many sessions on a sandbox server and looks whether anything is left of them; then holds many
idle ones and weighs them.

    bench/sandbox_soak.py http://127.0.0.1:8000 --pid PID --sessions 10000 --idle 500

PID is the server's; it must run on this machine, and be otherwise idle. Needs Python 3 alone. The exit status is 1
when something has grown.
"""

import argparse
import concurrent.futures
import glob
import json
import os
import sys
import time
import urllib.request

CELL = "import numpy as np\nopen('/tmp/x', 'w').write('x')\nprint(np.arange(10).sum())\nplt.plot([1, 2]); plt.show()"


def call(base, method, path, fields=None):
    body = None if fields is None else json.dumps(fields).encode()
    with urllib.request.urlopen(urllib.request.Request(base + path, body, method=method), timeout=300) as response:
        text = response.read()
    return json.loads(text) if text else None


def one_session(base, _):
    name = call(base, "POST", "/v1/sessions", {})["id"]
    answer = call(base, "POST", f"/v1/sessions/{name}/cells", {"code": CELL})
    call(base, "DELETE", f"/v1/sessions/{name}")
    if answer["status"] != "ok" or answer["stdout"] != "45\n" or len(answer["images"]) != 1:
        raise SystemExit(f"a wrong answer: {str(answer)[:500]}")


def family(pid):
    """The process and its descendants."""
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as stat:
                parents[int(entry)] = int(stat.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            pass
    members, grown = {pid}, True
    while grown:
        grown = {child for child, parent in parents.items() if parent in members} - members
        members |= grown
    return members


def memory(pids, field):
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/smaps_rollup") as lines:
                total += next(int(line.split()[1]) for line in lines if line.startswith(field))
        except (OSError, StopIteration):
            pass
    return total / 1024


def state(pid):
    members = family(pid)
    return {
        "processes": len(members),
        "file descriptors of the server": len(os.listdir(f"/proc/{pid}/fd")),
        "file descriptors of the warm process": max(
            (len(os.listdir(f"/proc/{member}/fd")) for member in members if member != pid), default=0
        ),
        "control groups": len(glob.glob(f"/sys/fs/cgroup/**/deepeyes-sandbox-{pid}-*/*/", recursive=True)),
        "files in /tmp": len(glob.glob("/tmp/deepeyes-*/**", recursive=True)),
        "memory in MiB": round(memory(members, "Pss:")),
    }


def settled(pid):
    time.sleep(5)
    return state(pid)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base")
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--idle", type=int, default=500)
    options = parser.parse_args()
    with concurrent.futures.ThreadPoolExecutor(options.at_once) as pool:
        # The server's own caches and pools fill first.
        list(pool.map(lambda n: one_session(options.base, n), range(min(500, options.sessions))))
        before = settled(options.pid)
        start = time.perf_counter()
        for done, _ in enumerate(pool.map(lambda n: one_session(options.base, n), range(options.sessions)), 1):
            if done % 500 == 0:
                print(f"{done} sessions, {time.perf_counter() - start:.0f} s", file=sys.stderr)
    after = settled(options.pid)
    print(f"{options.sessions} sessions in {time.perf_counter() - start:.0f} s; before and after:")
    for name in before:
        print(f"  {name}: {before[name]} {after[name]}")
    if options.idle:
        weigh(options.base, options.pid, options.idle)
    counts = [name for name in before if name != "memory in MiB"]
    grown = [name for name in counts if after[name] > before[name]]
    if after["memory in MiB"] > 1.5 * before["memory in MiB"]:
        grown.append("memory in MiB")
    if grown:
        print("grown: " + ", ".join(grown))
    return 1 if grown else 0


def weigh(base, pid, count):
    names = []
    for _ in range(count):
        name = call(base, "POST", "/v1/sessions", {})["id"]
        call(base, "POST", f"/v1/sessions/{name}/cells", {"code": CELL})
        names.append(name)
    time.sleep(3)
    members = family(pid)
    print(
        f"{count} idle sessions: {len(members)} processes, {memory(members, 'Pss:') / 1024:.2f} GiB in all,"
        f" {memory(members - {pid}, 'Private_Dirty:') / count:.1f} MiB private each"
    )
    for name in names:
        call(base, "DELETE", f"/v1/sessions/{name}")


if __name__ == "__main__":
    sys.exit(main())
