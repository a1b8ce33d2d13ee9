"""Makes the golden ids of Qwen's tokenizer: many scripts, code, white space, emoji, control tokens.

    python oracle/qwen_tokenizer.py core/src/test/resources/qwen
"""

import gzip
import json
import sys
from pathlib import Path

from tokenizers import Tokenizer

TEXTS = [
    "What does the red sign say?",
    "  leading, trailing and   inner spaces   ",
    "tabs\tand\r\nlines\n\n\nof\n  all kinds\n",
    "It's we'll they'RE I'd you've CAN'T",
    "1 12 123 1234567890 3.14159 1,234,567 0x7fff 1e-5",
    "Straße, Füße, Ærø, naïve café, Ελληνικά, Кириллица, עברית, العربية",
    "中文分词测试：视觉语言模型。日本語のテキスト、한국어 문장입니다.",
    "हिन्दी, ไทย, ქართული, አማርኛ, Tiếng Việt",
    "e\u0301 and \u00e9 are composed alike; \u1e9b\u0323 too",
    "emoji 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👍🏽 and ∑∫√≠≤ → ⇒",
    "zero\u200bwidth, soft\u00adhyphen, nbsp\u00a0, ideographic\u3000space, BOM \ufeff",
    "def crop(image, box):\n    left, top, right, bottom = box\n    return image.crop((left, top, right, bottom))  # done\n",
    "```python\nimport numpy as np\nprint(np.arange(10) ** 2)\n```",
    '<tool_call>\n{"name": "search", "arguments": {"query": "capital of Côte d\'Ivoire"}}\n</tool_call>',
    "<think>It reads 4711.</think>\n<answer>4711</answer>",
    "<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n",
    "<|vision_start|><|image_pad|><|vision_end|>What is this?",
    "<|im_start|<|im_end|>|> nested <|endoftext|",
    "https://example.org/a_b/c-d?x=1&y=%20#frag user@example.org C:\\dir\\file.txt",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "{}[]()<>!@#$%^&*_+-=;:'\",.?/~`|\\",
    "\x00\x01\x7f control bytes",
    "",
    " ",
    "\n",
]


def main(directory):
    file = Path(directory) / "tokenizer.json.gz"
    tokenizer = Tokenizer.from_str(gzip.decompress(file.read_bytes()).decode())
    cases = [{"text": text, "ids": tokenizer.encode(text, add_special_tokens=False).ids} for text in TEXTS]
    lines = ",\n".join(json.dumps(case) for case in cases)
    (Path(directory) / "expected.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])
