"""Checks exported models in a folder: valid ONNX, and in ONNX Runtime the expected numbers to 1e-6 of an output's largest (or of 1)."""

import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime


def array(given):
    return numpy.array(given["data"], dtype=given["dtype"]).reshape(given["shape"])


wrong = []
paths = sorted(pathlib.Path(sys.argv[1]).glob("*.onnx"))
for path in paths:
    case = json.loads(path.with_suffix(".json").read_text())
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    named = (model.producer_name, model.opset_import[0].version, {p.key: p.value for p in model.metadata_props})
    if named != ("@amnl/engine-onnx", 18, {"case": case["name"]}):
        wrong.append(f"{case['name']}: {named}")
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for batch in case["batches"]:
        found = session.run(None, {name: array(given) for name, given in batch["inputs"].items()})
        for made, given in zip(found, batch["outputs"], strict=True):
            expected = array(given)
            bound = 1e-6 * max(1, numpy.abs(expected).max())
            if made.shape != expected.shape or numpy.abs(made - expected).max() > bound:
                wrong.append(f"{case['name']}: {made} instead of {expected}")
print(json.dumps({"models": len(paths), "wrong": wrong}))
