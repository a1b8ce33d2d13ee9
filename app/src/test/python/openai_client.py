"""OpenAI's client against our server: python openai_client.py BASE_URL KEY"""

import base64
import struct
import sys
import zlib

import openai


def png(width, height, colour):
    """A picture of one colour, as a data: URL."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(file).decode()


def question(*pictures):
    parts = [{"type": "image_url", "image_url": {"url": picture}} for picture in pictures]
    return [{"role": "user", "content": parts + [{"type": "text", "text": "Which one is red?"}]}]


def refused(error, status, param, ask):
    try:
        ask()
    except error as refusal:
        assert (refusal.status_code, refusal.param) == (status, param), refusal
    else:
        raise AssertionError(f"{error.__name__} expected")


url, key = sys.argv[1:]
client = openai.OpenAI(base_url=url, api_key=key, max_retries=0)
[model] = [each.id for each in client.models.list()]

# A conversation with two pictures.
two = question(png(60, 40, (255, 0, 0)), png(40, 60, (0, 0, 255)))
asked = {"model": model, "messages": two, "temperature": 0, "max_tokens": 24}
whole = client.chat.completions.create(**asked, logprobs=True, extra_body={"return_token_ids": True})
[choice] = whole.choices
tokens = choice.model_extra["token_ids"]
prompt = whole.model_extra["prompt_token_ids"]
assert choice.message.role == "assistant" and choice.message.content
assert len(tokens) == whole.usage.completion_tokens > 0
assert len(prompt) == whole.usage.prompt_tokens
spans = whole.model_extra["image_spans"]
assert len(spans) == 2
for span in spans:
    frames, rows, columns = span["grid_thw"]
    assert span["tokens"] == frames * rows * columns // 4
    assert len(set(prompt[span["start"] : span["start"] + span["tokens"]])) == 1
assert choice.model_extra["policy_version"] == 0

# Log-probabilities.
told = choice.logprobs.content
assert [each.token for each in told] == [f"token_id:{token}" for token in tokens]
assert all(each.logprob <= 0 for each in told)

# A stream says the same.
text, last, usage = "", None, None
for chunk in client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}):
    usage = chunk.usage or usage
    for part in chunk.choices:
        text += part.delta.content or ""
        last = part.finish_reason or last
assert (text, last, usage) == (choice.message.content, choice.finish_reason, whole.usage), text

# The conversation's tokens go on as the conversation does, where they show no picture.
plain = {**asked, "messages": [{"role": "user", "content": "Which city is the capital of Peru?"}]}
turn = client.chat.completions.create(**plain, extra_body={"return_token_ids": True})
asked_text = {"model": model, "prompt": turn.model_extra["prompt_token_ids"], "temperature": 0, "max_tokens": 24}
continued = client.completions.create(**asked_text, logprobs=0)
assert continued.choices[0].text == turn.choices[0].message.content
assert len(continued.choices[0].logprobs.token_logprobs) == continued.usage.completion_tokens
streamed = client.completions.create(**asked_text, stream=True)
assert "".join(chunk.choices[0].text for chunk in streamed) == continued.choices[0].text

# Errors.
refused(openai.BadRequestError, 400, "n", lambda: client.chat.completions.create(**asked, n=2))
refused(
    openai.BadRequestError,
    400,
    None,
    lambda: client.chat.completions.create(model=model, messages=question("data:image/png;base64,AAAA")),
)
refused(
    openai.NotFoundError, 404, "model", lambda: client.chat.completions.create(**{**asked, "model": "gpt"})
)
refused(openai.BadRequestError, 400, "prompt", lambda: client.completions.create(model=model, prompt=""))
stranger = openai.OpenAI(base_url=url, api_key="wrong", max_retries=0)
refused(openai.AuthenticationError, 401, None, lambda: stranger.models.list())
