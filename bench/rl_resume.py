"""Kills a reinforcement-learning run at random moments and starts it again, until it has ended; then compares it with a run
that nobody disturbed: the same final weights, bit by bit, and every prompt used once.

    python3 bench/rl_resume.py --kills 20 --seed 1

Both runs are in deterministic mode: no policy lag, and the ratio taken against the trainer's own log-probabilities.
"""

import argparse
import collections
import hashlib
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

SETTINGS = [
    "save-every=1",
    "rollouts.prompts=4",
    "rollouts.samples=4",
    "algorithm.mini-batch=2",
    "algorithm.old-logprobs=trainer",
    "validation=null",
    "learning-rate.warmup=1",
]


def start(out, steps):
    overrides = SETTINGS + [f"out={out}", f"learning-rate.steps={steps}", f"learning-rate.decay-from={steps}"]
    command = ["./deepeyes", "rl", "configs/nano/rl.yaml"]
    for override in overrides:
        command += ["--set", override]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def finish(run):
    _, errors = run.communicate()
    if run.returncode != 0:
        sys.exit(f"a run failed with status {run.returncode}:\n{errors}")


def digest(out, steps):
    return hashlib.sha256((out / f"step-{steps}" / "model.safetensors").read_bytes()).hexdigest()


def prompts(out):
    """How many trajectories of each prompt the run learned from, by step."""
    used = collections.Counter()
    for line in (out / "rollouts" / "rollout_data_rank0.jsonl").read_text().splitlines():
        row = json.loads(line)
        used[row["step"], row["id"]] += 1
    return used


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    arguments.add_argument("--kills", type=int, default=20)
    arguments.add_argument("--steps", type=int, default=12)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--longest", type=float, default=30, help="seconds until a kill, at most")
    arguments.add_argument("--out", type=pathlib.Path, default=pathlib.Path("runs/resume"))
    given = arguments.parse_args()
    shutil.rmtree(given.out, ignore_errors=True)
    whole, pieces = given.out / "whole", given.out / "pieces"
    finish(start(whole, given.steps))
    chance = random.Random(given.seed)
    kills = 0
    while kills < given.kills:
        run = start(pieces, given.steps)
        try:
            run.wait(timeout=chance.uniform(3, given.longest))
            break
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
            kills += 1
            saved = sorted(p.name for p in pieces.glob("step-*"))
            print(f"kill {kills}: checkpoints {saved}", flush=True)
    finish(start(pieces, given.steps))
    used, expected = prompts(pieces), prompts(whole)
    skipped = sum((expected - used).values())
    doubled = sum((used - expected).values())
    same = digest(pieces, given.steps) == digest(whole, given.steps)
    print(f"{kills} kills; prompts skipped {skipped}, doubled {doubled}; final weights {'equal' if same else 'DIFFER'}")
    sys.exit(0 if same and not skipped and not doubled else 1)


if __name__ == "__main__":
    main()
