import { readFlags } from '../run/flags.mjs';

const HEADING = `pnpm bench [flags]     needs a build: pnpm build

parts: step (the training step next to its peers), start (trace and session of two networks), import (of the engine), loop (its
overhead), data (parsing, windows, a large file), wait (for a slow source); and, not by default, memory (minutes of steps, and
what happens to RSS), leaks (10,000 small steps on every engine), summary (reported memory and RSS) and averages (of weights, three
trainings)`;
const USUAL = 'step,start,import,loop,data,wait';

/** The flags of `pnpm bench`. */
export function benchOptions() {
  const { only, batches, threads, rounds, modes, steps, json, ...chosen } = readFlags(
    HEADING,
    {
      only: { usual: USUAL, of: [...USUAL.split(','), 'memory', 'leaks', 'summary', 'averages'], help: 'parts to run' },
      batches: { usual: '32,64,256', help: 'batch sizes of the step' },
      threads: { usual: '1,2', help: 'thread counts of the step' },
      rounds: { usual: '7', quick: '2', help: 'turns of every configuration; the figures are medians over them' },
      modes: { usual: 'eager,compile', quick: 'eager', of: ['eager', 'compile', 'script'], help: 'PyTorch modes' },
      steps: { usual: '2000', quick: '100', help: 'steps of the part `memory`' },
    },
    {
      slow: { type: 'boolean', help: 'also one step of tf.layers on the cpu backend at batch 32 (tens of seconds)' },
      quick: {
        type: 'boolean',
        help: 'a quick check: 2 short rounds, PyTorch eager only, 1 start, 100 steps of memory',
      },
      json: { type: 'string', help: 'file for the results. Default: bench-results.json in the root of the repository' },
    },
  );
  const { quick = false, slow = false } = chosen;
  const numbers = { batches: batches.map(Number), threads: threads.map(Number), rounds: +rounds[0], steps: +steps[0] };
  /** Processes whose start is timed, and seconds that one turn of a configuration aims at. */
  const extent = quick ? { starts: 1, roundSeconds: 0.3 } : { starts: 3, roundSeconds: 1.5 };
  return { parts: only, modes, ...numbers, ...extent, quick, slow, json };
}
