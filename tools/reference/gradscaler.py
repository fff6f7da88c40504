"""The loss-scale sequence of torch's GradScaler. Run: /usr/bin/python3 -B tools/reference/gradscaler.py

Debian's PyTorch 1.13 has a GradScaler for CUDA only, and no CUDA. So the sequence is generated from the rule that
torch.cuda.amp.GradScaler documents and aten's `_amp_update_scale_` implements:

    a step with an inf or NaN gradient:   scale <- scale * backoff_factor,  good steps <- 0, the step is skipped
    any other step:                       good steps += 1; at growth_interval of them
                                          scale <- scale * growth_factor,   good steps <- 0
"""
import random

from fixture import write


def sequence(bad, init_scale, growth_factor, growth_interval, backoff_factor):
    scale, good = init_scale, 0
    scales, goods = [], []
    for found_inf in bad:
        if found_inf:
            scale, good = scale * backoff_factor, 0
        else:
            good += 1
            if good == growth_interval:
                scale, good = scale * growth_factor, 0
        scales.append(scale)
        goods.append(good)
    return scales, goods


def main():
    source = random.Random(42)
    cases = []
    for steps, rate, options in (
        (60, 0.0, (65536.0, 2.0, 7, 0.5)),
        (80, 0.1, (65536.0, 2.0, 5, 0.5)),
        (80, 0.6, (1024.0, 4.0, 2, 0.25)),
        (30, 1.0, (65536.0, 2.0, 2000, 0.5)),
        (40, 0.2, (3.0, 1.5, 1, 0.5)),
    ):
        bad = [source.random() < rate for _ in range(steps)]
        scales, goods = sequence(bad, *options)
        names = ("initial", "growthFactor", "growthInterval", "backoffFactor")
        cases.append({"options": dict(zip(names, options)), "bad": [int(b) for b in bad],
                      "scales": scales, "good": goods})
    write("loss-scale", "gradscaler", {"rule": "torch.cuda.amp.GradScaler", "cases": cases})


if __name__ == "__main__":
    main()
