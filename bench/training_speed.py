#!/usr/bin/env python3
"""Supervised steps of our trainer and of PyTorch eager with transformers, one after the other: DIR

The same model, samples, at most 4,096 tokens at a time (the peer's with padding, ours in two workers), fp32, AdamW, clipping
and two threads. Both turn decoded pictures into patches within their steps; the peer is also told without that. The losses
of every step are compared. Needs the packages of oracle/requirements.txt, and bench/target/lib (bench/README.md).
"""

import json
import math
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

CONFIG = "bench/training_speed.yaml"
MODEL = "models/nano"
STEPS, SAMPLES, WARM, THREADS = 8, 32, 2, 2
BATCH_TOKENS, CLIP, RATE, DECAY, BETAS, EPSILON = 4096, 1.0, 1e-4, 0.01, (0.9, 0.98), 1e-8


def ours(out):
    """Runs our trainer; the figures of its steps, and its peak memory in bytes."""
    classpath = "bench/target/classes:" + ":".join(map(str, sorted(Path("bench/target/lib").glob("*.jar"))))
    line = ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", classpath]
    line += ["-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-XX:+UseSerialGC"]
    line += ["io.github.deepeyes4j.bench.TrainingSpeed", CONFIG, str(out)]
    printed = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}).stdout
    peak = next(int(line.split()[1]) * 1024 for line in printed.splitlines() if line.startswith("VmHWM"))
    steps = [json.loads(line) for line in (out / "run" / "metrics.jsonl").read_text().splitlines()]
    return [step["train/loss/conversations"] for step in steps], [step["timing_s/step"] for step in steps], peak


def batches_of(samples):
    """The trainer's own rule: by length, as many as fit."""
    batch, width = [], 0
    for sample in sorted(samples, key=lambda sample: len(sample["tokens"])):
        width = len(sample["tokens"])
        if batch and (len(batch) + 1) * width > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(sample)
    yield batch


def theirs(out):
    import torch
    from PIL import Image
    from transformers import Qwen2_5_VLForConditionalGeneration, Qwen2VLImageProcessor

    torch.set_num_threads(THREADS)
    torch.set_num_interop_threads(1)
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(MODEL, dtype=torch.float32).train()
    processor = Qwen2VLImageProcessor.from_pretrained(MODEL)
    image = model.config.image_token_id
    decayed = [p for p in model.parameters() if p.dim() >= 2]
    others = [p for p in model.parameters() if p.dim() < 2]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}], lr=RATE, betas=BETAS, eps=EPSILON)

    def inputs(batch, opened):
        width = max(len(sample["tokens"]) for sample in batch)
        ids = torch.tensor([s["tokens"] + [0] * (width - len(s["tokens"])) for s in batch])
        mask = torch.tensor([[1] * len(s["tokens"]) + [0] * (width - len(s["tokens"])) for s in batch])
        action = torch.tensor([s["action"] + [False] * (width - len(s["tokens"])) for s in batch])
        seen = processor(images=[opened[name] for s in batch for name in s["pictures"]], return_tensors="pt")
        return dict(input_ids=ids, attention_mask=mask, mm_token_type_ids=(ids == image).int(), **seen), torch.where(action, ids, -100)

    samples = [json.loads(line) for line in (out / "samples.jsonl").read_text().splitlines()]
    losses, seconds, prepared = [], [], []
    for step in range(STEPS):
        shown = samples[step * SAMPLES:(step + 1) * SAMPLES]
        opened = {name: Image.open(out / name).convert("RGB") for s in shown for name in s["pictures"]}
        start = time.monotonic()
        batches = [inputs(batch, opened) for batch in batches_of(shown)]
        learned = sum((labels[:, 1:] >= 0).sum().item() for _, labels in batches)
        prepared.append(time.monotonic() - start)
        start, total = time.monotonic(), 0.0
        for given, labels in batches:
            hidden = model.model(**given).last_hidden_state[:, :-1]
            kept = labels[:, 1:] >= 0
            loss = torch.nn.functional.cross_entropy(model.lm_head(hidden[kept]), labels[:, 1:][kept], reduction="sum") / learned
            loss.backward()
            total += loss.item()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(total)
        seconds.append(time.monotonic() - start)
    print(json.dumps([losses, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, prepared]))


def main(out):
    if len(sys.argv) > 2:
        theirs(out)
        return
    results = {"ours": ours(out)}
    printed = subprocess.run([sys.executable, __file__, str(out), "peer"], check=True, stdout=subprocess.PIPE, text=True).stdout
    losses, seconds, peak, prepared = json.loads(printed.splitlines()[-1])
    results["PyTorch eager"] = losses, [step + patches for step, patches in zip(seconds, prepared)], peak
    results["without patches"] = losses, seconds, peak
    samples = [json.loads(line) for line in (out / "samples.jsonl").read_text().splitlines()]
    tokens = sum(len(sample["tokens"]) for sample in samples[WARM * SAMPLES:])
    worst = max(abs(a - b) / b for a, b in zip(results["ours"][0], results["PyTorch eager"][0]))
    for name, (losses, seconds, peak) in results.items():
        assert all(math.isfinite(loss) for loss in losses)
        print(f"{name:15} {tokens / sum(seconds[WARM:]):7.0f} tokens/s, peak {peak / 2**20:6.0f} MiB, last loss {losses[-1]:.6f}")
    print(f"largest relative difference of a step's loss: {worst:.1e}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
