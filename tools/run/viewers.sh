#!/usr/bin/env bash
# Gets what the tests look through: Chromium, where this is Debian and we may install it, TensorBoard and pandas (for Python on
# the pages) in .tools/python, with onnx and onnxruntime for exported models, and MLflow's server (0.9 GB, about a minute) in
# .tools/mlflow, as it wants other versions of much.
# Failing is no error: the tests that need them are skipped then, and say so.
set -u
cd "$(dirname "$0")/../.."

if [ -z "${AMNL_CHROMIUM:-}" ] && ! command -v chromium chromium-browser google-chrome >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "▸ installing Chromium"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 ||
      echo "  Chromium cannot be installed here"
  else
    echo "▸ there is no Chromium, and it may not be installed here"
  fi
fi

if ! .tools/python/bin/python -c 'import tensorboard, pandas, onnx, onnxruntime' 2>/dev/null; then
  echo "▸ installing TensorBoard, pandas, onnx and onnxruntime into .tools/python"
  { python3 -m venv .tools/python && .tools/python/bin/pip install --quiet --disable-pip-version-check tensorboard==2.21.0 pandas==2.3.3 onnx==1.23.2 onnxruntime==1.32.0; } >/dev/null 2>&1 ||
    echo "  they cannot be installed here"
fi

if ! .tools/mlflow/bin/python -c 'import mlflow' 2>/dev/null; then
  echo "▸ installing MLflow into .tools/mlflow"
  { python3 -m venv .tools/mlflow && .tools/mlflow/bin/pip install --quiet --disable-pip-version-check mlflow==3.17.2; } >/dev/null 2>&1 ||
    echo "  it cannot be installed here"
fi
exit 0
