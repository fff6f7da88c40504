"""python trees.py WINDOWS OUT: trains trees on what windows.mjs wrote, and writes their results for `amnl benchmark report --also OUT`.

The number of trees is chosen on the units held out, as the epoch of a network is; the test units are looked at after every 20 trees, and choose nothing.
"""

import json
import os
import pathlib
import platform
import sys
import time

# Threads of OpenMP that wait for each other on a busy machine take a hundred times as long.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingRegressor

ROUNDS, TREES = 50, 20  # an "epoch" is 20 trees
SETTINGS = {"learning_rate": 0.03, "max_leaf_nodes": 15, "min_samples_leaf": 40, "l2_regularization": 1.0}


def part(place: pathlib.Path, name: str, columns: int) -> tuple[np.ndarray, np.ndarray]:
    x = np.fromfile(place / f"{name}.x.f32", dtype="<f4").reshape(-1, columns)
    return x, np.fromfile(place / f"{name}.y.f32", dtype="<f4").astype(np.float64)


def rmse(predicted: np.ndarray, truths: np.ndarray) -> float:
    return float(np.sqrt(np.mean((predicted - truths) ** 2)))


def nasa(predicted: np.ndarray, truths: np.ndarray) -> float:
    d = predicted - truths
    return float(np.sum(np.where(d < 0, np.expm1(-d / 13), np.expm1(d / 10))))


def train(place: pathlib.Path) -> dict:
    about = json.loads((place / "about.json").read_text())
    columns, cap = len(about["columns"]), about["rulCap"]
    data = {name: part(place, name, columns) for name in ("train", "holdout", "test")}
    began = time.perf_counter()
    model = HistGradientBoostingRegressor(
        max_iter=ROUNDS * TREES, early_stopping=False, random_state=about["seed"], **SETTINGS
    ).fit(*data["train"])
    hours = (time.perf_counter() - began) / 3600

    def staged(name: str) -> list[np.ndarray]:
        stages = list(model.staged_predict(data[name][0]))[TREES - 1 :: TREES]
        return [np.clip(stage, 0, cap) for stage in stages]

    held, tested = staged("holdout"), staged("test")
    (_, held_truths), (_, truths) = data["holdout"], data["test"]
    history = [
        {"holdout": rmse(h, held_truths), "rmse": rmse(t, truths), "nasa": nasa(t, truths)} for h, t in zip(held, tested)
    ]
    chosen = int(np.argmin([one["holdout"] for one in history]))
    print(f"{place}: {(chosen + 1) * TREES} trees, test RMSE {history[chosen]['rmse']:.2f}")
    return {
        **{name: about[name] for name in ("subset", "seed", "units")},
        "truths": truths.tolist(),
        "predicted": tested[chosen].tolist(),
        "history": history,
        "hours": hours,
        "threads": int(os.environ["OMP_NUM_THREADS"]),
        "machine": f"{sys.platform} {platform.machine()}, scikit-learn {sklearn.__version__}",
    }


if __name__ == "__main__":
    windows, out = map(pathlib.Path, sys.argv[1:3])
    runs = [train(about.parent) for about in sorted(windows.rglob("about.json"))]
    settings = {name: str(value) for name, value in {**SETTINGS, "trees": ROUNDS * TREES}.items()}
    file = {"format": "amnl-benchmark-others", "version": 1, "variant": "trees", "settings": settings, "runs": runs}
    out.write_text(json.dumps(file))
