import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { nodeWorker } from '../processes.mjs';

/** The only batch size of the slow peer. */
export const SLOW_BATCH = 32;

/**
 * How PyTorch's threads wait for each other. By default they spin: fastest on idle cores, and slower by an order of magnitude
 * where anything else wants one of them (a shared or virtual machine). The peer is to have its best case, so both are run.
 */
const WAITS = [
  { note: '', env: {} },
  { note: ', passive waits', env: { OMP_WAIT_POLICY: 'passive' } },
];

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

function torchStep(command, mode, batch, threads, { note, env }) {
  const script = join(import.meta.dirname, '../peers/train_step.py');
  const args = ['-B', '-W', 'ignore', script, '--batch', `${batch}`, '--threads', `${threads}`, '--mode', mode];
  // OMP_NUM_THREADS is for libraries under PyTorch that do not hear torch.set_num_threads.
  const all = { OMP_NUM_THREADS: `${threads}`, ...env };
  return { kind: 'torch', label: `PyTorch, ${mode}${note}`, batch, threads, worker: { command, args, env: all } };
}

/**
 * What is compared at one batch size: every entry is a child process of its own.
 * `kind` is what the ratios go by: product, compiled, wasm, torch, layers.
 */
export function configurations(batch, { threads: counts, modes, slow }, { python }) {
  const ours = (kind, label, script, threads, flags = {}) => ({
    ...{ kind, label, batch, threads },
    worker: nodeWorker(script, { batch, threads, ...flags }),
  });
  const layers = ours('layers', 'tf.layers on cpu, one step', 'tf-layers.mjs', 1);
  const torch = modes.flatMap((mode) =>
    counts.flatMap((count) =>
      WAITS.slice(0, count === 1 ? 1 : undefined).map((wait) => torchStep(python, mode, batch, count, wait)),
    ),
  );
  return [
    ...counts.flatMap((count) => [
      ours('product', 'matrix product', 'product.mjs', count),
      ours('compiled', 'ours, compiled', 'ours.mjs', count),
    ]),
    ours('wasm', 'ours, eager on wasm', 'ours.mjs', 1, { engine: 'wasm' }),
    ...(python === undefined ? [] : torch),
    ...(slow && batch === SLOW_BATCH ? [{ ...layers, once: true }] : []),
  ];
}
