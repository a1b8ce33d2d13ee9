"""Makes the goldens of the adapter tests from PEFT on transformers' Qwen2.5-VL.

    venv/bin/python oracle/lora.py model/src/test/resources/oracle

Needs the case `windows-gqa` of `qwen2_5_vl.py` there. Each case is an adapter directory as PEFT saves it, and
`expected.safetensors`: what the adapted model computes on that case's tokens and pictures. `gradients.safetensors` are the
adapter's gradients of the mean cross-entropy of all next tokens, under the keys of the adapter's file: in double precision,
with the model's own matrices a quarter as large, so that rounding is not amplified.
"""

import sys
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import Qwen2_5_VLForConditionalGeneration, Qwen2VLImageProcessor

SCALE = 0.25
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


def gradients(folder, base):
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(base, dtype=torch.float64)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() >= 2:
                parameter.mul_(SCALE)
    adapted = PeftModel.from_pretrained(model, folder, is_trainable=True, autocast_adapter_dtype=False).double().eval()
    shown = inputs(base)
    shown["pixel_values"] = shown["pixel_values"].double()
    tokens = shown["input_ids"]
    types = (tokens == model.config.image_token_id).int()
    logits = adapted(mm_token_type_ids=types, **shown).logits[0]
    torch.nn.functional.cross_entropy(logits[:-1], tokens[0, 1:]).backward()
    found = {
        name.replace(".default.", "."): parameter.grad.float()
        for name, parameter in adapted.named_parameters()
        if parameter.grad is not None
    }
    save_file(found, folder / "gradients.safetensors")
    print(f"{folder.name}: {len(found)} gradients")


def main(root):
    torch.set_num_threads(1)
    base = root / "windows-gqa"
    cases = [root / "lora-everywhere", root / "lora-stabilized"]
    case(cases[0], base, 1, r=3, lora_alpha=0.5, target_modules=EVERYWHERE)
    case(cases[1], base, 2, r=4, lora_alpha=5.5, use_rslora=True, target_modules=["q_proj", "v_proj"])
    for folder in cases:
        gradients(folder, base)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
