"""Reference sequences of torch's CosineAnnealingLR and ReduceLROnPlateau. Run: /usr/bin/python3 -B tools/reference/schedules.py"""
import math
import random

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, ReduceLROnPlateau

from fixture import write


def optimizer(rate):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)


def cosine():
    cases = []
    for base, minimum, span in ((1e-3, 5e-6, 90), (1e-3, 0.0, 7), (0.1, 0.02, 1)):
        sgd = optimizer(base)
        schedule = CosineAnnealingLR(sgd, T_max=span, eta_min=minimum)
        rates = [sgd.param_groups[0]["lr"]]
        for _ in range(span):
            sgd.step()
            schedule.step()
            rates.append(sgd.param_groups[0]["lr"])
        cases.append({"base": base, "min": minimum, "span": span, "rates": rates})
    write("sched-warmup-cosine", "cosine", {"torch": torch.__version__, "cases": cases})


def plateau():
    source = random.Random(42)
    falling = [100 * 0.97**e + source.uniform(-4, 4) for e in range(120)]
    rising = [1 - 0.9 * 0.95**e + source.uniform(-0.05, 0.05) for e in range(120)]
    flat = [20.0] * 60
    creeping = [20.0 * (1 - 5e-5) ** e for e in range(60)]  # better each epoch, but by less than the threshold
    broken = [30.0, math.nan, 29.0, math.nan, math.nan, math.inf, 28.0] + [math.nan] * 20
    negative = [-1.0 - 0.3 * math.sin(e) for e in range(60)]
    rate = 1e-3
    cases = []
    for metrics, options in (
        (falling, {}),
        (falling, {"patience": 2}),
        (falling, {"patience": 3, "cooldown": 5, "factor": 0.3}),
        (falling, {"patience": 0, "min_lr": 1e-4}),
        (falling, {"patience": 2, "threshold": 0.5, "threshold_mode": "abs"}),
        (rising, {"mode": "max", "patience": 2}),
        (rising, {"mode": "max", "patience": 3, "threshold": 0.02, "threshold_mode": "abs", "cooldown": 2}),
        (flat, {}),
        (flat, {"patience": 4, "factor": 0.1, "min_lr": 0.0}),  # the cut below eps is not made
        (creeping, {"patience": 10}),
        (creeping, {"patience": 10, "threshold": 0.0}),
        (broken, {"patience": 3}),
        (negative, {"patience": 3}),  # 'rel' on negative metrics is odd in torch, and equally odd here
        (negative, {"mode": "max", "patience": 3}),
    ):
        used = {"mode": "min", "factor": 0.5, "patience": 30, "threshold": 1e-4, "threshold_mode": "rel",
                "cooldown": 0, "min_lr": 5e-6, "eps": 1e-8, **options}
        sgd = optimizer(rate)
        schedule = ReduceLROnPlateau(sgd, **used)
        rates = []
        for metric in metrics:
            schedule.step(metric)
            rates.append(sgd.param_groups[0]["lr"])
        named = {"mode": used["mode"], "factor": used["factor"], "patience": used["patience"],
                 "threshold": used["threshold"], "thresholdMode": used["threshold_mode"],
                 "cooldown": used["cooldown"], "min": used["min_lr"], "eps": used["eps"]}
        # Full digits: nine could turn a comparison with the threshold round.
        cases.append({"options": named, "rate": rate, "metrics": [repr(metric) for metric in metrics], "rates": rates})
    write("sched-plateau", "plateau", {"torch": torch.__version__, "cases": cases})


if __name__ == "__main__":
    cosine()
    plateau()
