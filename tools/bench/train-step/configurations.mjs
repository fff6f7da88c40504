import { fileURLToPath } from 'node:url';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const node = (script, flags) => ({ command: process.execPath, args: [file(script), ...flags] });

/** Our worker, compiled unless the flags say otherwise. */
export const ourWorker = (flags) => node('ours.mjs', flags.map(String));

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

function torchStep({ python }, mode, batch, threads, { note, env }) {
  const flags = ['--batch', String(batch), '--threads', String(threads), '--mode', mode];
  const args = ['-B', '-W', 'ignore', file('../peers/train_step.py'), ...flags];
  // OMP_NUM_THREADS is for libraries under PyTorch that do not hear torch.set_num_threads.
  const all = { OMP_NUM_THREADS: String(threads), ...env };
  return { kind: 'torch', label: `PyTorch, ${mode}${note}`, batch, threads, command: python, args, env: all };
}

/**
 * What is compared at one batch size: every entry is a child process of its own.
 * `kind` is what the ratios go by: product, compiled, wasm, torch, layers.
 */
export function configurations(batch, { threads, modes, slow }, torch) {
  const size = ['--batch', String(batch)];
  const list = [];
  for (const count of threads) {
    const flags = [...size, '--threads', String(count)];
    list.push(
      { kind: 'product', label: 'matrix product', batch, threads: count, ...node('product.mjs', flags) },
      { kind: 'compiled', label: 'ours, compiled', batch, threads: count, ...ourWorker(flags) },
    );
  }
  const eager = ourWorker([...size, '--engine', 'wasm']);
  list.push({ kind: 'wasm', label: 'ours, eager on wasm', batch, threads: 1, ...eager });
  if (torch.python !== undefined) {
    for (const mode of modes) {
      for (const count of threads) {
        for (const wait of count === 1 ? WAITS.slice(0, 1) : WAITS)
          list.push(torchStep(torch, mode, batch, count, wait));
      }
    }
  }
  if (slow && batch === SLOW_BATCH) {
    const args = node('tf-layers.mjs', size);
    list.push({ kind: 'layers', label: 'tf.layers on cpu, one step', batch, threads: 1, once: true, ...args });
  }
  return list;
}
