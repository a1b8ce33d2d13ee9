"""Makes the goldens of the adapter tests from PEFT on transformers' Qwen2.5-VL.

    venv/bin/python oracle/lora.py model/src/test/resources/oracle

Needs the case `windows-gqa` of `qwen2_5_vl.py` there. Each case is an adapter directory as PEFT saves it, and
`expected.safetensors`: what the adapted model computes on that case's tokens and pictures.
"""

import sys
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import Qwen2_5_VLForConditionalGeneration, Qwen2VLImageProcessor

EVERYWHERE = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj", "qkv", "proj",
              "mlp.0", "mlp.2", "lm_head"]


def inputs(base):
    images = [Image.open(file) for file in sorted(base.glob("image_*.png"))]
    shown = Qwen2VLImageProcessor.from_pretrained(base)(images=images, return_tensors="pt")
    tokens = load_file(base / "expected.safetensors")["tokens"][None]
    return dict(shown, input_ids=tokens)


@torch.no_grad()
def case(folder, base, seed, **settings):
    torch.manual_seed(seed)
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(base, dtype=torch.float32)
    model.name_or_path = base.name
    # Without PEFT's initialisation B is not zero.
    adapted = get_peft_model(model, LoraConfig(init_lora_weights=False, **settings)).eval()
    shown = inputs(base)
    types = (shown["input_ids"] == model.config.image_token_id).int()
    logits = adapted(mm_token_type_ids=types, **shown).logits[0]
    features = adapted.model.model.get_image_features(shown["pixel_values"], shown["image_grid_thw"]).pooler_output
    adapted.peft_config["default"].base_model_name_or_path = base.name
    adapted.save_pretrained(folder, save_embedding_layers=False)
    (folder / "README.md").unlink()
    save_file({"logits": logits.contiguous(), "features": torch.cat(list(features))}, folder / "expected.safetensors")
    change = (logits - load_file(base / "expected.safetensors")["logits"]).abs().max().item()
    print(f"{folder.name}: largest change of a logit {change:.2f}")


def main(root):
    torch.set_num_threads(1)
    base = root / "windows-gqa"
    case(root / "lora-everywhere", base, 1, r=3, lora_alpha=0.5, target_modules=EVERYWHERE)
    case(root / "lora-stabilized", base, 2, r=4, lora_alpha=5.5, use_rslora=True, target_modules=["q_proj", "v_proj"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
