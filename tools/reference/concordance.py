"""Concordance indices of lifelines and scikit-survival. Run with both installed: python -B tools/reference/concordance.py"""
import random

import lifelines
import numpy as np
import sksurv
from lifelines.utils import concordance_index
from sksurv.metrics import concordance_index_censored

from fixture import write

source = random.Random(42)


def drawn(units, most):
    draw = lambda: [source.randrange(most) for _ in range(units)]
    return draw(), draw(), [source.randrange(2) for _ in range(units)]


cases = []
for lives, predicted, known in (
    ([10, 20, 30, 40, 50], [12, 18, 35, 33, 60], [1, 1, 1, 1, 1]),
    ([10, 20, 20, 30, 30, 50], [15, 15, 25, 20, 40, 30], [1, 1, 0, 1, 0, 1]),
    ([5, 5, 5, 9, 12, 12, 40], [7, 7, 3, 9, 9, 20, 11], [1, 1, 0, 0, 1, 0, 1]),
    ([20, 5, 60, 60, 33, 12, 90], [25, 25, 50, 70, 31, 8, 40], [1, 0, 1, 0, 0, 1, 0]),
    drawn(40, 30),
    drawn(60, 12),
):
    # scikit-survival takes risks, which are high where lives are short.
    index, concordant, discordant, tied, _ = concordance_index_censored(
        np.array(known, bool), np.array(lives, float), -np.array(predicted, float)
    )
    assert abs(index - concordance_index(lives, predicted, known)) < 1e-12
    cases.append(
        {
            "lives": lives,
            "predicted": predicted,
            "known": known,
            "index": float(index),
            "comparable": int(concordant + discordant + tied),
            "tied": int(tied),
        }
    )
write("metrics-rul", "concordance", {"lifelines": lifelines.__version__, "sksurv": sksurv.__version__, "cases": cases})
