// node bench/memory.mjs PRESET ENGINE STEPS THREADS (after a build): memory over many steps of a network with AdamW and the average of
// its weights, in a process of its own that is looked at 40 times. Nothing is collected by hand, so the heap's figures swing; what stays is
// seen in the medians of quarters. One JSON line a figure.
import { nodeWorker, startWorker } from '../../../tools/bench/processes.mjs';
import { figure, median } from '../../../tools/bench/table.mjs';
import { PRESETS } from '../../../tools/bench/train-step/work.mjs';

const SAMPLES = 40;
/** What is looked at: key in a worker's answer, name, unit. */
const MEASURED = [
  ['rssMB', 'RSS', 'MB'],
  ['heapMB', 'JavaScript heap', 'MB'],
  ['buffersMB', 'typed arrays', 'MB'],
  ['tensors', 'tensors', ''],
];

const [preset, engine] = process.argv.slice(2);
const [steps, threads] = process.argv.slice(4).map(Number);
const worker = await startWorker(
  nodeWorker('ours.mjs', { preset, engine, batch: PRESETS[preset].batch, threads, ema: true }),
);
const samples = [];
for (let done = 0; done < steps; ) {
  const next = Math.round(((samples.length + 1) * steps) / SAMPLES);
  const seen = await worker.run(Math.max(1, next - done));
  done += seen.steps;
  samples.push({ ...seen, steps: done });
}
await worker.close();

const [first, end] = [samples[0], samples.at(-1)];
const quarter = samples.length / 4;
/** The median of a quarter of the samples, the first one being 0. */
const ofQuarter = (key, i) =>
  median(samples.slice(Math.floor(i * quarter), Math.ceil((i + 1) * quarter)).map((sample) => sample[key]));

for (const [key, name, unit] of MEASURED) {
  const what = `${preset} on ${engine}, ${name}`;
  figure(`${what} at step ${first.steps}`, first[key], unit);
  figure(`${what} at step ${end.steps}`, end[key], unit);
  figure(`${what}, growth from the second to the last quarter`, ofQuarter(key, 3) - ofQuarter(key, 1), unit);
}
const goal = preset === 'compact' ? ' (goal ≤ 700)' : '';
figure(`${preset} on ${engine}, peak RSS${goal}`, end.peakRssMB, 'MB', { threads, samples });
