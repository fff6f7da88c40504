// The worker's side of the protocol: one JSON line when warm, then for every number of steps read from stdin one JSON line
// with the seconds they took. The peers in peers/ speak the same.
import { createInterface } from 'node:readline';

/**
 * @param {object} about what the first line says; `stepMs` is a rough time of one step
 * @param {(steps: number) => Promise<number> | number} run runs steps and returns their seconds
 */
export async function serve(about, run) {
  say(about);
  for await (const line of createInterface({ input: process.stdin })) {
    const steps = Number(line);
    say({ steps, seconds: await run(steps), peakRssMB: peakRssMB() });
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

/** Peak memory of this process in MB (10^6 bytes). */
function peakRssMB() {
  return (process.resourceUsage().maxRSS * 1024) / 1e6;
}
