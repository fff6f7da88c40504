// Memory over many steps: of the compact network, compiled, or of a tiny one on every engine; with AdamW and the average of the
// weights. Nothing is collected by hand, so the heap's figures swing; what stays is seen in the medians of quarters.
import { nodeWorker, startWorker } from './processes.mjs';
import { column, median, table } from './table.mjs';
import { PRESETS } from './train-step/work.mjs';

const SAMPLES = 40;
/** Most MB that the process may take. */
const PEAK_GOAL = 700;
/** What is looked at: key in a worker's answer, name, digits. */
const MEASURED = [
  ['rssMB', 'RSS, MB', 1],
  ['heapMB', 'JavaScript heap, MB', 1],
  ['buffersMB', 'typed arrays, MB', 1],
  ['tensors', 'tensors', 0],
];

/** Steps of the tiny network, and where they run. */
const LEAK_STEPS = 10_000;
const LEAK_ENGINES = ['onnx', 'wasm', 'cpu'];

/** {@link memoryOver} for 10,000 steps of the tiny network on every engine: a leak of a few bytes a step would show. */
export async function leaksOver({ quick }, say) {
  const steps = quick ? LEAK_STEPS / 20 : LEAK_STEPS;
  const found = [];
  for (const engine of LEAK_ENGINES) found.push(await memoryOver({ steps, threads: [1], preset: 'tiny', engine }, say));
  return found;
}

/** Runs `options.steps` steps in a process of their own and looks at its memory 40 times. */
export async function memoryOver({ steps, threads, preset = 'compact', engine = 'onnx' }, say) {
  const count = Math.max(...threads);
  const { batch } = PRESETS[preset];
  say(`memory over ${steps} steps of the ${preset} network, ${engine}, batch ${batch}`);
  const worker = await startWorker(nodeWorker('ours.mjs', { preset, engine, batch, threads: count, ema: true }));
  const samples = [];
  let seconds = 0;
  for (let done = 0; done < steps; ) {
    const next = Math.round(((samples.length + 1) * steps) / SAMPLES);
    const { seconds: took, ...seen } = await worker.run(Math.max(1, next - done));
    done += seen.steps;
    seconds += took;
    samples.push({ ...seen, steps: done });
    if (samples.length % 10 === 0) say(`${done} steps: RSS ${seen.rssMB.toFixed(0)} MB`);
  }
  await worker.close();
  const peakRssMB = samples.at(-1).peakRssMB;
  const quarters = quartersOf(samples);
  return { steps, preset, engine, batch, threads: count, seconds, peakRssMB, quarters, samples };
}

/** Medians of the second and of the last quarter of the samples. */
function quartersOf(samples) {
  const quarter = samples.length / 4;
  const of = (key, i) =>
    median(samples.slice(Math.floor(i * quarter), Math.ceil((i + 1) * quarter)).map((s) => s[key]));
  return Object.fromEntries(MEASURED.map(([key]) => [key, { second: of(key, 1), last: of(key, 3) }]));
}

/** What {@link memoryOver} found, as text. */
export function memoryReport({ steps, preset, engine, batch, threads, seconds, peakRssMB, quarters, samples }) {
  const [first, end] = [samples[0], samples.at(-1)];
  const measured = (head, of) => column(head, ([key, , digits]) => of(key, quarters[key]).toFixed(digits));
  const columns = [
    column('', ([, name]) => name, true),
    measured(`at step ${first.steps}`, (key) => first[key]),
    measured('second quarter', (_, { second }) => second),
    measured('last quarter', (_, { last }) => last),
    measured('growth', (_, { second, last }) => last - second),
    measured(`at step ${end.steps}`, (key) => end[key]),
  ];
  return [
    `Memory: ${steps} steps of the ${preset} network, ${engine}, batch ${batch}, ${threads} threads, ${seconds.toFixed(0)} s`,
    table(columns, MEASURED),
    `Peak RSS ${peakRssMB.toFixed(0)} MB${preset === 'compact' ? ` (goal ≤ ${PEAK_GOAL})` : ''}; growth of RSS between the medians of the second and the last quarter ${(quarters.rssMB.last - quarters.rssMB.second).toFixed(1)} MB`,
  ].join('\n\n');
}
