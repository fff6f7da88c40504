"""Writing fixtures: small JSON files with 9 significant digits, which carry a float32 exactly."""
import json
import math
import pathlib

PACKAGES = pathlib.Path(__file__).resolve().parents[2] / "packages"


def rounded(value):
    """Tensors and nested lists as plain lists of numbers with 9 significant digits; NaN and infinities as strings."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.9g}") if math.isfinite(value) else str(value)
    return value


def write(package, name, data):
    """Writes packages/<package>/src/fixtures/<name>.json and says so."""
    path = PACKAGES / package / "src" / "fixtures" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(rounded(data), allow_nan=False, separators=(",", ":"))
    path.write_text(text + "\n")
    print(f"{path.relative_to(PACKAGES.parent)}: {len(text)} bytes")
