"""Checks that transformers loads a model directory that this project saved, or PEFT an adapter's, and computes the same.

    ./deepeyes ask --image examples/owl.jpg "…" --json > /tmp/ask.json
    python oracle/check_saved.py models/nano /tmp/ask.json examples/owl.jpg

For an adapter both commands name its directory (`ask --model DIR`); its base is the one that it names.

Renders the first turn's prompt with the directory's own tokenizer and image processor, and compares the
log-probability of every token that was generated. Fails when one differs by more than 1e-4.
"""

import json
import sys
from pathlib import Path

import torch
from peft import PeftConfig, PeftModel
from PIL import Image
from tokenizers import Tokenizer
from transformers import Qwen2_5_VLForConditionalGeneration, Qwen2VLImageProcessor

TOLERANCE = 1e-4


def prompt(asked, grids, merge):
    text = ""
    grids = iter(grids)
    for message in asked["prompt"]:
        parts = message["text"].split("<image>")
        text += f"<|im_start|>{message['role']}\n{parts[0]}"
        for part in parts[1:]:
            cells = int(next(grids).prod()) // merge**2
            text += "<|vision_start|>" + "<|image_pad|>" * cells + "<|vision_end|>" + part
        text += "<|im_end|>\n"
    return text + "<|im_start|>assistant\n" + asked["turns"][0]["prefill"]


def load(directory):
    """The model, and the directory of its tokenizer and image processor."""
    adapter = (Path(directory) / "adapter_config.json").exists()
    base = PeftConfig.from_pretrained(directory).base_model_name_or_path if adapter else directory
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(base, dtype=torch.float32)
    return (PeftModel.from_pretrained(model, directory) if adapter else model).eval(), base


@torch.no_grad()
def main(directory, asked_file, *pictures):
    asked = json.load(open(asked_file))
    model, directory = load(directory)
    processor = Qwen2VLImageProcessor.from_pretrained(directory)
    images = processor(images=[Image.open(p).convert("RGB") for p in pictures], return_tensors="pt")
    text = prompt(asked, images["image_grid_thw"], processor.merge_size)
    ids = Tokenizer.from_file(f"{directory}/tokenizer.json").encode(text, add_special_tokens=False).ids
    turn = asked["turns"][0]
    assert len(ids) == turn["prompt_tokens"], f"{len(ids)} prompt tokens, here {turn['prompt_tokens']}"
    tokens = torch.tensor([ids + turn["token_ids"]])
    is_image = tokens == model.config.image_token_id
    logits = model(input_ids=tokens, mm_token_type_ids=is_image.int(), **images).logits[0]
    theirs = logits.log_softmax(-1)[len(ids) - 1 : -1].gather(1, tokens[0, len(ids) :, None])[:, 0]
    difference = (theirs - torch.tensor(turn["logprobs"])).abs().max().item()
    print(f"{len(turn['token_ids'])} tokens, largest difference of a log-probability {difference:.2e}")
    sys.exit(difference > TOLERANCE)


if __name__ == "__main__":
    main(*sys.argv[1:])
