"""Makes the golden losses and gradients of the clipped policy loss.

    python oracle/grpo.py train/src/test/resources/grpo.json

Each token's loss is written out from the papers' formulas, case by case; autograd gives the gradient with respect to the
log-probabilities, in double precision.
"""

import json
import sys

import torch

CASES = [
    {"low": 0.2, "high": 0.3, "dual": 3.0},
    {"low": 0.2, "high": 0.2, "dual": 3.0},
    {"low": 0.1, "high": 0.5, "dual": 1.5},
]
TOKENS = 120


def token_loss(logp, old, advantage, low, high, dual):
    """One token, by cases: where the ratio stands decides which of the bounds holds."""
    ratio = torch.exp(torch.clamp(logp - old, -20.0, 20.0))
    if advantage >= 0:
        # Welcome: no gain beyond 1 + high.
        return -advantage * (ratio if ratio <= 1 + high else torch.tensor(1 + high, dtype=ratio.dtype))
    # Unwelcome: no gain below 1 - low, no loss beyond the dual clip.
    if ratio < 1 - low:
        return -advantage * torch.tensor(1 - low, dtype=ratio.dtype)
    return -advantage * (ratio if ratio <= dual else torch.tensor(dual, dtype=ratio.dtype))


def main(path):
    torch.manual_seed(7)
    cases = []
    for settings in CASES:
        old = -torch.rand(TOKENS, dtype=torch.float64) * 4
        spread = torch.where(torch.arange(TOKENS) % 20 == 0, 10.0, 0.5)
        logp = (old + torch.randn(TOKENS, dtype=torch.float64) * spread).requires_grad_()
        advantage = torch.randn(TOKENS, dtype=torch.float64)
        weight = torch.rand(TOKENS, dtype=torch.float64)
        weight /= weight.sum()
        losses = [
            token_loss(logp[i], old[i], advantage[i], settings["low"], settings["high"], settings["dual"])
            for i in range(TOKENS)
        ]
        loss = sum(weight[i] * losses[i] for i in range(TOKENS))
        loss.backward()
        rounded = lambda values: [float(f"{v:.9g}") for v in values]
        cases.append(
            {
                **settings,
                "logp": rounded(logp.tolist()),
                "old": rounded(old.tolist()),
                "advantage": rounded(advantage.tolist()),
                "weight": rounded(weight.tolist()),
                "loss": loss.item(),
                "gradient": rounded(logp.grad.tolist()),
            }
        )
    with open(path, "w") as out:
        json.dump(cases, out)


main(sys.argv[1])
