#!/usr/bin/env python3
"""Tokens per second of transformers on the prompts of EngineThroughput: DIR BATCH...

Every turn of a trajectory reads its whole prompt, pictures included, as generate does.
Needs the packages of oracle/requirements.txt. Says how many sequences have the engine's tokens.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

import torch
from PIL import Image
from transformers import AutoImageProcessor, Qwen2_5_VLForConditionalGeneration

MODEL = "models/nano"
TURN = 64


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def batch_of(cases, directory, processor, pad):
    """Prompts padded on the left, as generation needs them."""
    longest = max(len(case["tokens"]) for case in cases)
    tokens = torch.full((len(cases), longest), pad)
    mask = torch.zeros((len(cases), longest), dtype=torch.long)
    for row, case in enumerate(cases):
        prompt = torch.tensor(case["tokens"])
        tokens[row, longest - len(prompt):] = prompt
        mask[row, longest - len(prompt):] = 1
    pictures = [Image.open(directory / name) for case in cases for name in case["pictures"]]
    return {"input_ids": tokens, "attention_mask": mask, **processor(images=pictures, return_tensors="pt")}


def main(directory, batches):
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(MODEL, dtype=torch.float32).eval()
    processor = AutoImageProcessor.from_pretrained(MODEL)
    end = model.generation_config.eos_token_id
    cases = [json.loads(line) for line in (directory / "cases.jsonl").read_text().splitlines()]

    def generate(some):
        """One turn of several trajectories; how many get the engine's tokens."""
        inputs = batch_of(some, directory, processor, end)
        inputs["mm_token_type_ids"] = (inputs["input_ids"] == model.config.image_token_id).long()
        with torch.inference_mode():
            out = model.generate(
                **inputs, max_new_tokens=TURN, do_sample=False, suppress_tokens=[end],
                eos_token_id=None, pad_token_id=end)
        rows = out[:, inputs["input_ids"].shape[1]:].tolist()
        return sum(row == case["generated"] for case, row in zip(some, rows))

    for size in batches:
        part = cases if size > 1 else cases[:8]
        generate([trajectory[0] for trajectory in part[:size]])  # to warm up
        start, cpu, equal = time.monotonic(), cpu_seconds(), 0
        for first in range(0, len(part), size):
            equal += sum(generate(turn) for turn in zip(*part[first:first + size]))
        turns = sum(len(trajectory) for trajectory in part)
        seconds, cpu = time.monotonic() - start, cpu_seconds() - cpu
        total = TURN * turns
        print(f"transformers at {size:2}: {total / seconds:7.0f} tokens/s, {total / cpu:6.0f} tokens/CPU-s, "
              f"{equal} of {turns} turns equal")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(argument) for argument in sys.argv[2:]])
