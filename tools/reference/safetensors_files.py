"""Files as Python's own `safetensors` writes them, with their values worked out by numpy."""
import hashlib
import json

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

from fixture import PACKAGES

FOLDER = PACKAGES / "checkpoint" / "src" / "fixtures"


def write(name, tensors, metadata=None):
    """Writes one file, and says what is in it: shape and values as float32 or whole numbers."""
    save_file(tensors, FOLDER / f"{name}.safetensors", metadata=metadata)
    return {key: {"shape": list(value.shape), "values": plain(value)} for key, value in tensors.items()}


def plain(values):
    flat = values.ravel()
    if flat.dtype.kind in "iub":
        return [int(value) for value in flat]
    with np.errstate(over="ignore"):
        return [float(value) for value in flat.astype(np.float32)]


def all_of(dtype):
    """A hash of the float32 of all 65,536 values of a dtype of 16 bits, every NaN made the same one."""
    values = np.arange(2**16, dtype=np.uint16).view(dtype).astype(np.float32)
    bits = values.view(np.uint32).copy()
    bits[np.isnan(values)] = 0x7FC00000
    return hashlib.sha256(bits.astype("<u4").tobytes()).hexdigest()


random = np.random.default_rng(7)
normal = lambda *shape: random.standard_normal(shape)
FOLDER.mkdir(parents=True, exist_ok=True)

expected = {
    # A state dict with batch normalisation: torch's save_file says which library wrote it.
    "pytorch": write(
        "pytorch",
        {
            "fc.weight": normal(2, 3).astype(np.float32),
            "fc.bias": normal(2).astype(np.float16),
            "bn.weight": normal(2).astype(ml_dtypes.bfloat16),
            "bn.running_mean": normal(2),
            "bn.num_batches_tracked": np.array(12345, np.int64),
        },
        {"format": "pt"},
    ),
    # Every dtype that can be read, its ends included, and no metadata.
    "dtypes": write(
        "dtypes",
        {
            "f64": np.array([1 / 3, -1e-300, 3.4028234e38, np.pi], np.float64),
            "f32": np.array([1 / 3, -1e-45, 3.4028234e38], np.float32),
            "f16": np.array([1 / 3, -6e-8, 65504, 6.1e-5], np.float16),
            "bf16": np.array([1 / 3, -1e-40, 3.38e38], ml_dtypes.bfloat16),
            "i64": np.array([-(2**31), 0, 2**31 - 1], np.int64),
            "i32": np.array([-(2**31), 0, 2**31 - 1], np.int32),
            "i16": np.array([-(2**15), 0, 2**15 - 1], np.int16),
            "i8": np.array([-(2**7), 0, 2**7 - 1], np.int8),
            "u8": np.array([0, 255], np.uint8),
            "bool": np.array([[True, False]]),
            "scalar": np.array(0.5, np.float32),
            "nothing": np.zeros((0, 3), np.float16),
        },
    ),
    # Dtypes that are none of ours, beside one that is.
    "exotic": write(
        "exotic",
        {
            "w": np.array([1.5, -2], np.float32),
            "f8": np.array([1, 2], ml_dtypes.float8_e4m3fn),
            "u64": np.array([2**63], np.uint64),
        },
    ),
    # Values that do not fit.
    "too-large": write("too-large", {"f": np.array([1, 1e39]), "i": np.array([2**31], np.int64)}),
}
halves = {"float16": all_of(np.float16), "bfloat16": all_of(ml_dtypes.bfloat16)}
# Python's json writes floats in full, and a float32 as the float64 of the same value.
text = json.dumps({"files": {**expected, "too-large": {}}, "halves": halves}, allow_nan=False, separators=(",", ":"))
(FOLDER / "safetensors.json").write_text(text + "\n")
print(f"{FOLDER.relative_to(PACKAGES.parent)}: {', '.join(expected)}")
