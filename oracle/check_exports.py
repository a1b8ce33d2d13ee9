r"""Loads what `deepeyes curate` exports with the loaders of those that are to read it.

    python oracle/check_exports.py CURATION/exports MODEL_DIRECTORY

Run by hand: pyarrow and datasets (requirements.txt) suffice for the first part. LLaMA-Factory and verl come without
their dependencies, of which most serve training:

    pip install --no-deps llamafactory==0.9.5 verl==0.9.1 trl accelerate torchaudio==2.10.0 av librosa lazy_loader \
        scikit-learn scipy joblib narwhals fire ray tensordict pyvers omegaconf antlr4-python3-runtime==4.9.3 protobuf codetiming
"""

import hashlib
import json
import os
import sys
from pathlib import Path

import datasets
import pyarrow.parquet as pq
from PIL import Image

# LLaMA-Factory pins transformers below ours for training; its loader works.
os.environ["DISABLE_VERSION_CHECK"] = "1"

exports, model = Path(sys.argv[1]), sys.argv[2]
shared, verl_file, parquet = exports / "sharegpt", exports / "rl.parquet", exports / "cold-start.parquet"
NAME = "deepeyes_cold_start"


def check(name, holds):
    print(("ok    " if holds else "FAIL  ") + name)
    if not holds:
        sys.exit(1)


def digest(image):
    """Of the pixels: encodings may differ."""
    rgb = image.convert("RGB")
    return hashlib.sha256(str(rgb.size).encode() + rgb.tobytes()).hexdigest()


conversations = json.loads((shared / f"{NAME}.json").read_text())
json.loads((shared / "dataset_info.json").read_text())
check(f"{len(conversations)} conversations: as many marks as pictures, roles in turn", all(
    sum(m["content"].count("<image>") for m in row["messages"]) == len(row["images"])
    and [m["role"] for m in row["messages"]][1:] == ["user", "assistant"] * (len(row["messages"]) // 2)
    for row in conversations))

table = pq.read_table(parquet)
check("pyarrow reads cold-start.parquet, as many rows", table.num_rows == len(conversations))
loaded = datasets.load_dataset("parquet", data_files=str(parquet), split="train").cast_column(
    "images", datasets.List(datasets.Image()))
check("datasets reads it, the same texts", [r["messages"] for r in loaded] == [r["messages"] for r in conversations])
check("its pictures are those of sharegpt/images", all(
    [digest(i) for i in row["images"]] == [digest(Image.open(shared / p)) for p in other["images"]]
    for row, other in zip(loaded, conversations)))

questions = datasets.load_dataset("parquet", data_files=str(verl_file), split="train")
check(f"datasets reads rl.parquet, {len(questions)} questions", len(questions) == pq.read_metadata(verl_file).num_rows)
check("each has a ground truth and as many marks as pictures", all(
    row["reward_model"]["ground_truth"]
    and sum(m["content"].count("<image>") for m in row["prompt"]) == len(row["images"] or [])
    for row in questions))


def llama_factory():
    from llamafactory.data.loader import _get_merged_dataset
    from llamafactory.hparams import DataArguments
    from types import SimpleNamespace

    data_args = DataArguments(dataset=NAME, dataset_dir=str(shared), media_dir=str(shared))
    model_args = SimpleNamespace(cache_dir=None, hf_hub_token=None, trust_remote_code=False)
    training_args = SimpleNamespace(should_log=True, seed=1)
    aligned = _get_merged_dataset([NAME], model_args, data_args, training_args, "sft")
    check("LLaMA-Factory reads as many conversations", len(aligned) == len(conversations))
    for row, other in zip(aligned, conversations):
        said = [m["content"] for m in row["_prompt"] + row["_response"]]
        check(f"LLaMA-Factory: {other['id']} says the same", said == [m["content"] for m in other["messages"][1:]])
        check(f"LLaMA-Factory: {other['id']} shows the same", [Path(p).name for p in row["_images"] or []] == [
            Path(p).name for p in other["images"]])


def verl():
    from omegaconf import OmegaConf
    from transformers import AutoProcessor, AutoTokenizer
    from verl.utils.dataset.rl_dataset import RLHFDataset

    tokenizer, processor = AutoTokenizer.from_pretrained(model), None
    try:
        processor = AutoProcessor.from_pretrained(model)
    except (OSError, ValueError) as e:
        print("      verl without a processor:", str(e).splitlines()[0])
    config = OmegaConf.create({"prompt_key": "prompt", "image_key": "images", "max_prompt_length": 4096,
                               "filter_overlong_prompts": False, "cache_dir": "/tmp/verl-cache"})
    rows = RLHFDataset([str(verl_file)], tokenizer, config, processor)
    check("verl reads as many questions", len(rows) == len(questions))
    for i in range(len(rows)):
        row = rows[i]
        check(f"verl: {row['index']} has its answer", row["reward_model"]["ground_truth"] == questions[i][
            "reward_model"]["ground_truth"])


for loader in (llama_factory, verl):
    try:
        loader()
    except ImportError as e:
        print(f"skip  {loader.__name__}: {e}")
