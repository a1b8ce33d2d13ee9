"""Makes the goldens of the model tests from transformers' Qwen2.5-VL.

    python -m venv venv && venv/bin/pip install -r oracle/requirements.txt
    venv/bin/python oracle/qwen2_5_vl.py model/src/test/resources/oracle

Each case is a tiny random model directory as transformers saves it, the pictures it is shown (PNG), and
`expected.safetensors`: what the reference computes. Runs are deterministic: same versions, same bytes.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration, Qwen2VLImageProcessor

VISION_START, VISION_END, IMAGE = 3, 4, 5
VOCABULARY = 96
MIN_PIXELS, MAX_PIXELS = 56 * 56, 140 * 140
NEW_TOKENS = 64


def config(kv_heads, full_attention, window, tied):
    return Qwen2_5_VLConfig(
        text_config=dict(
            vocab_size=VOCABULARY,
            hidden_size=48,
            intermediate_size=80,
            num_hidden_layers=3,
            num_attention_heads=4,
            num_key_value_heads=kv_heads,
            max_position_embeddings=512,
            rms_norm_eps=1e-6,
            rope_parameters=dict(rope_type="default", rope_theta=10000.0, mrope_section=[2, 2, 2]),
            tie_word_embeddings=tied,
            bos_token_id=None,
            eos_token_id=None,
        ),
        vision_config=dict(
            depth=4,
            hidden_size=32,
            intermediate_size=48,
            num_heads=4,
            out_hidden_size=48,
            patch_size=14,
            spatial_merge_size=2,
            temporal_patch_size=2,
            window_size=window,
            fullatt_block_indexes=full_attention,
        ),
        image_token_id=IMAGE,
        video_token_id=6,
        vision_start_token_id=VISION_START,
        vision_end_token_id=VISION_END,
        tie_word_embeddings=tied,
    )


def model(configuration, seed, dtype):
    generator = torch.Generator().manual_seed(seed)
    m = Qwen2_5_VLForConditionalGeneration(configuration).eval()
    with torch.no_grad():
        for name, parameter in m.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if parameter.dim() == 1:
                parameter.copy_(0.1 * noise + (0.0 if name.endswith("bias") else 1.0))
            else:
                # Wide enough that greedy choices are not decided by rounding.
                parameter.copy_(noise * 1.5 / parameter[0].numel() ** 0.5)
    return m.to(dtype)


def picture(seed, width, height):
    """Smooth colour fields with sharp marks: both kinds of detail go through the resampler."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    field = [
        127 + 120 * np.sin(x / random.uniform(5, 40) + y / random.uniform(5, 40) + random.uniform(0, 6))
        for _ in range(3)
    ]
    pixels = np.stack(field, -1).astype(np.uint8)
    for _ in range(12):
        left, top = random.integers(0, width), random.integers(0, height)
        pixels[top : top + random.integers(2, 20), left : left + random.integers(2, 20)] = random.integers(0, 256, 3)
    return Image.fromarray(pixels)


def case(folder, seed, sizes, kv_heads=2, full_attention=(1, 3), window=56, tied=False, dtype=torch.float32):
    folder.mkdir(parents=True, exist_ok=True)
    m = model(config(kv_heads, list(full_attention), window, tied), seed, dtype)
    m.save_pretrained(folder)
    processor = Qwen2VLImageProcessor(min_pixels=MIN_PIXELS, max_pixels=MAX_PIXELS)
    processor.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)

    random = np.random.default_rng(seed)
    words = lambda n: random.integers(10, VOCABULARY, n).tolist()
    pictures = [picture(seed * 10 + i, w, h) for i, (w, h) in enumerate(sizes)]
    tokens, inputs = words(5), {}
    if pictures:
        inputs = dict(processor(images=pictures, return_tensors="pt"))
        inputs["pixel_values"] = inputs["pixel_values"].to(dtype)
    for i, image in enumerate(pictures):
        image.save(folder / f"image_{i + 1}.png")
        cells = int(inputs["image_grid_thw"][i].prod()) // 4
        tokens += [VISION_START] + [IMAGE] * cells + [VISION_END] + words(4 + i)
    ids = torch.tensor([tokens])
    types = (ids == IMAGE).int()

    expected = {"tokens": ids[0]}
    with torch.no_grad():
        if pictures:
            features = m.model.get_image_features(inputs["pixel_values"], inputs["image_grid_thw"]).pooler_output
            expected["features"] = torch.cat(list(features)).float()
            expected["grid"] = inputs["image_grid_thw"]
            expected["pixels"] = inputs["pixel_values"].float()
            positions, _ = m.model.get_rope_index(ids, types, image_grid_thw=inputs["image_grid_thw"])
            expected["positions"] = positions[:, 0].contiguous()
            inputs["mm_token_type_ids"] = types
        expected["logits"] = m(input_ids=ids, **inputs).logits[0].float()
        generated = m.generate(input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False,
                               max_new_tokens=NEW_TOKENS, eos_token_id=None, pad_token_id=0, **inputs)
    expected["generated"] = generated[0, ids.shape[1]:].contiguous()
    if len(pictures) < 3:
        expected.pop("pixels", None)  # one case's pixels are enough
    save_file(expected, folder / "expected.safetensors")
    print(folder.name, "tokens", len(tokens), "files", sum(f.stat().st_size for f in folder.iterdir()) // 1024, "kB")


def resizes(folder):
    """The processor's resized pictures at awkward scales, as bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    for i, (width, height) in enumerate([(301, 199), (640, 97), (33, 61), (150, 150), (1, 9)]):
        image = picture(900 + i, width, height)
        image.save(folder / f"{i}.png")
        processor = Qwen2VLImageProcessor(min_pixels=56 * 56, max_pixels=112 * 112)
        patches = processor(images=image, do_rescale=False, do_normalize=False, return_tensors="pt")
        expected[f"{i}"] = patches["pixel_values"].to(torch.float32)
        expected[f"{i}.grid"] = patches["image_grid_thw"][0]
    save_file(expected, folder / "expected.safetensors")


def main(root):
    torch.set_num_threads(1)
    case(root / "windows-gqa", 1, [(150, 100), (90, 200), (64, 64)])
    case(root / "tied-mha", 2, [(200, 120)], kv_heads=4, full_attention=(), window=112, tied=True)
    case(root / "mqa-full", 3, [(120, 130), (56, 56)], kv_heads=1, full_attention=(0, 1, 2, 3))
    case(root / "text-only", 4, [])
    case(root / "bf16", 5, [(150, 100), (90, 200)], dtype=torch.bfloat16)
    resizes(root / "resize")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
