"""Makes the goldens of ten supervised steps: transformers' model, PyTorch's AdamW and gradient clipping.

    python oracle/sft_steps.py model/src/test/resources/oracle/windows-gqa train/src/test/resources/sft-steps

The case's matrices are made smaller first: as they are, rounding alone changes a gradient's norm by a thousandth within two
steps. Everything is computed in double precision. The batch is the case's conversation with its pictures, every third token of text an action token, and the same text without
pictures, shorter. Losses and gradient norms of every step, and the weights after the last one.
"""

import json
import sys
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import Qwen2_5_VLForConditionalGeneration, Qwen2VLImageProcessor

STEPS, RATE, CLIP, DECAY, BETAS = 10, 1e-3, 1.0, 0.1, (0.9, 0.98)
SCALE = 0.25
KEPT = [
    "model.layers.0.self_attn.q_proj.weight",
    "model.layers.1.input_layernorm.weight",
    "model.layers.2.mlp.down_proj.weight",
    "visual.blocks.1.attn.qkv.bias",
    "visual.merger.mlp.2.weight",
    "visual.patch_embed.proj.weight",
]


def main(case, out):
    torch.use_deterministic_algorithms(True)
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(case, dtype=torch.float64).train()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() >= 2:
                parameter.mul_(SCALE)
    processor = Qwen2VLImageProcessor.from_pretrained(case)
    tokens = load_file(case / "expected.safetensors")["tokens"].tolist()
    image = model.config.image_token_id
    pictures = [Image.open(path) for path in sorted(case.glob("image_*.png"))]
    seen = dict(processor(images=pictures, return_tensors="pt"))
    seen["pixel_values"] = seen["pixel_values"].double()
    text = [t for t in tokens if t >= 10][:12]
    rows = [tokens, text]
    width = max(map(len, rows))
    ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    # Every third place, pictures left out, is learned.
    action = torch.tensor([[t % 3 == 0 and t > 0 and row[t] >= 10 if t < len(row) else False for t in range(width)] for row in rows])
    labels = torch.where(action, ids, -100)
    decayed = [p for p in model.parameters() if p.dim() >= 2]
    others = [p for p in model.parameters() if p.dim() < 2]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}], lr=RATE, betas=BETAS, eps=1e-8
    )
    losses, norms = [], []
    for _ in range(STEPS):
        logits = model(
            input_ids=ids, attention_mask=mask, mm_token_type_ids=(ids == image).int(), **seen
        ).logits
        loss = torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100)
        optimizer.zero_grad()
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP).item())
        losses.append(loss.item())
        optimizer.step()
    out.mkdir(parents=True, exist_ok=True)
    saved = out / "model"
    model.save_pretrained(saved)
    weights = load_file(saved / "model.safetensors")
    kept = {name: weights[name].float() for name in KEPT}
    save_file(kept, out / "weights.safetensors")
    for path in saved.iterdir():
        path.unlink()
    saved.rmdir()
    (out / "steps.json").write_text(json.dumps({"loss": losses, "norm": norms}, indent=1) + "\n")
    print(losses, norms)


main(Path(sys.argv[1]), Path(sys.argv[2]))
