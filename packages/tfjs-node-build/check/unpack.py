"""unpack.py WHEEL FOLDER: takes TensorFlow's C library and its headers out of a wheel, to FOLDER/lib and FOLDER/include."""
import os
import shutil
import sys
import zipfile

HEADERS = ("tensorflow/c/", "tsl/c/", "tsl/platform/ctstring", "tensorflow/core/platform/ctstring")
NOTICES = ("tensorflow/THIRD_PARTY_NOTICES.txt",)


def place(name):
    """Where a member goes; None where it is not needed."""
    if name.endswith("/"):
        return None
    if name.startswith("tensorflow/libtensorflow_"):
        return os.path.join("lib", os.path.basename(name))
    if name in NOTICES or name.endswith(".dist-info/LICENSE"):
        return os.path.join("lib", os.path.basename(name))
    inside = name[len("tensorflow/include/"):] if name.startswith("tensorflow/include/") else ""
    return os.path.join("include", inside) if inside.startswith(HEADERS) else None


def main(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            goal = place(name)
            if goal is None:
                continue
            path = os.path.join(folder, goal)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(name) as source, open(path, "wb") as target:  # checks the member's CRC at its end
                shutil.copyfileobj(source, target, 2**20)


try:
    main(*sys.argv[1:])
except (OSError, zipfile.BadZipFile) as error:
    sys.exit(str(error))
