// The worker's side of the protocol: one JSON line when warm, then for every number of steps read from stdin one JSON line
// with the seconds they took and the process's memory. The peers in peers/ speak the same.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

/**
 * @param {object} about what the first line says; `stepMs` is a rough time of one step
 * @param {(steps: number) => Promise<number> | number} run runs steps and returns their seconds
 * @param {() => object} more what else every answer says
 */
export async function serve(about, run, more = () => ({})) {
  say(about);
  for await (const line of createInterface({ input: process.stdin })) {
    const steps = Number(line);
    say({ steps, seconds: await run(steps), ...memory(), ...more() });
  }
}

/** Seconds that `steps` calls of `step` took. */
export async function timed(step, steps) {
  const start = performance.now();
  for (let i = 0; i < steps; i++) await step();
  return (performance.now() - start) / 1000;
}

function say(fields) {
  process.stdout.write(`${JSON.stringify(fields)}\n`);
}

/** Memory of this process in MB (10^6 bytes). */
function memory() {
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return {
    rssMB: rss / 1e6,
    heapMB: heapUsed / 1e6,
    buffersMB: arrayBuffers / 1e6,
    peakRssMB: (process.resourceUsage().maxRSS * 1024) / 1e6,
  };
}

/** Flags of every worker. */
export function workerOptions() {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', default: 'onnx' },
      batch: { type: 'string', default: '64' },
      threads: { type: 'string', default: '1' },
      preset: { type: 'string', default: 'compact' },
      ema: { type: 'boolean', default: false },
    },
  });
  return { ...values, batch: Number(values.batch), threads: Number(values.threads) };
}
