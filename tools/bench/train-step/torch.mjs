import { spawnSync } from 'node:child_process';

/**
 * The Python with PyTorch: AMNL_TORCH_PYTHON, or python3.
 * @returns `{ python, version }`, or `{ skipped }` with the reason
 */
export function findTorch() {
  const python = process.env.AMNL_TORCH_PYTHON || 'python3';
  const { status, stdout } = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
  if (status === 0) return { python, version: stdout.trim() };
  return { skipped: `${python} cannot import torch; install it, or set AMNL_TORCH_PYTHON to a Python that has it` };
}
