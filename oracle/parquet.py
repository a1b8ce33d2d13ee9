"""Writes a Parquet file in the shape of MMSearch-R1's, null-typed columns included.

    python oracle/parquet.py table/src/test/resources
"""

import json
import random
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

text = pa.string()
schema = pa.schema([
    ("prompt", pa.list_(pa.struct([("content", text), ("role", text)]))),
    ("images", pa.list_(pa.struct([("bytes", pa.binary()), ("path", pa.null())]))),
    ("reward_model", pa.struct([("candidate_answers", text), ("ground_truth", text), ("style", text)])),
    ("data_source", text),
    ("image_urls", pa.null()),
])
# Repetitive bytes, so that the committed file stays small.
picture = random.Random(1).randbytes(300) * 1000
rows = [
    {
        "prompt": [{"content": f"Question {i}: which lake is it?", "role": "user"}],
        "images": [{"bytes": picture, "path": None}],
        "reward_model": {"candidate_answers": json.dumps(["Zug"]), "ground_truth": "Lake Zug", "style": "rule"},
        "data_source": "mmsearch_r1/infoseek_train_split",
        "image_urls": None,
    }
    for i in range(5)
]
out = Path(sys.argv[1]) / "mmsearch.parquet"
pq.write_table(pa.Table.from_pylist(rows, schema), out, compression="snappy")
print(out, out.stat().st_size)
