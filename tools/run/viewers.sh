#!/usr/bin/env bash
# Gets what the tests look through: Chromium, where this is Debian and we may install it, TensorBoard and pandas (for Python on
# the pages) in .tools/python, with onnx and onnxruntime for exported models, and MLflow's server (0.9 GB, about a minute) in
# .tools/mlflow, as it wants other versions of much; Schemathesis, which asks the service what its description does not forbid.
# Failing is no error: the tests that need them are skipped then, and say so.
set -u
cd "$(dirname "$0")/../.."

if [ -z "${AMNL_CHROMIUM:-}" ] && ! command -v chromium chromium-browser google-chrome >/dev/null; then
  echo "▸ installing Chromium"
  { [ "$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 ||
    echo "  Chromium cannot be installed here"
fi

# python FOLDER MODULES PACKAGES…: packages in an environment of their own, where the modules are not there yet.
python() {
  local folder=$1 modules=$2
  shift 2
  "$folder/bin/python" -c "import $modules" 2>/dev/null && return
  echo "▸ installing $* into $folder"
  { python3 -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"; } >/dev/null 2>&1 ||
    echo "  they cannot be installed here"
}
python .tools/python 'tensorboard, pandas, onnx, onnxruntime' tensorboard==2.21.0 pandas==2.3.3 onnx==1.23.2 onnxruntime==1.32.0
python .tools/mlflow mlflow mlflow==3.17.2
python .tools/schemathesis schemathesis schemathesis==4.32.5
exit 0
