import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = process.platform === 'win32' ? ['python.exe'] : ['python3'];

/**
 * The Python with the newest PyTorch: AMNL_TORCH_PYTHON where it is set, else of those on the PATH.
 * @returns `{ python, version }`, or `{ skipped }` with the reason
 */
export function findTorch() {
  const chosen = process.env.AMNL_TORCH_PYTHON;
  const pythons = chosen ? [chosen] : onPath();
  const found = pythons
    .map((python) => ({ python, version: torchVersion(python) }))
    .filter(({ version }) => version !== undefined)
    .sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }));
  if (found.length > 0) return found[0];
  const where = chosen ? `AMNL_TORCH_PYTHON (${chosen}) cannot` : 'no python3 on the PATH can';
  return { skipped: `${where} import torch; install it, or set AMNL_TORCH_PYTHON to a Python that has it` };
}

function onPath() {
  const files = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .filter((file) => existsSync(file));
  // One directory may be listed twice, or be a link to another one.
  return [...new Map(files.reverse().map((file) => [realpathSync(file), file])).values()].reverse();
}

function torchVersion(python) {
  const { status, stdout } = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
