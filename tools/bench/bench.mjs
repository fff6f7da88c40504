// pnpm bench: a training step next to its peers, and programs that measure one thing each. See README.md.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { benchOptions } from './options.mjs';
import { inProcess } from './processes.mjs';
import { benchSteps } from './train-step/bench.mjs';
import { ratios, stepReport } from './train-step/report.mjs';

const root = resolve(import.meta.dirname, '../..');
const say = (text) => process.stderr.write(`${text}\n`);
const { parts, json, ...options } = benchOptions();

const machine = {
  date: new Date().toISOString(),
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  /** Processes that wanted to run during the last minute, before the benchmark; 0 on Windows. */
  load: loadavg()[0],
};
if (machine.load > 0.5)
  say(`note: the machine is busy (load ${machine.load.toFixed(1)}); figures of a quiet one are better`);

const results = { machine, options, figures: [] };

const leakSteps = options.quick ? 500 : 10_000;
const memoryOf = (...what) => ['packages/engine-onnx/bench/memory.mjs', ...what];
const most = Math.max(...options.threads);

/** Programs that print a figure a line, with their arguments, by part. */
const PROGRAMS = {
  start: [['packages/engine-onnx/bench/start-up.mjs', most, options.starts]],
  import: [['packages/engine-onnx/bench/import-cost.mjs']],
  summary: [['packages/engine-onnx/bench/step-memory.mjs']],
  memory: [memoryOf('compact', 'onnx', options.steps, most)],
  leaks: ['onnx', 'wasm', 'cpu'].map((engine) => memoryOf('tiny', engine, leakSteps, 1)),
  loop: ['loop-overhead', 'stopwatch'].map((name) => [`packages/core-loop/bench/${name}.mjs`]),
  data: [['packages/data-cmapss/bench/bench.mjs'], ['packages/data-sources/bench/large-file.mjs']],
  wait: [['packages/data-sources/bench/wait.mjs', Math.min(3, options.rounds), options.quick ? 30 : 100]],
  averages: [['packages/ema/bench/averages.mjs']],
};

/** The step next to its peers, as tables. This process stays small: a worker's peak memory begins with that of the process that starts it. */
async function step() {
  const { rows, skipped } = await benchSteps(options, say);
  results.steps = { rows, skipped, ratios: ratios(rows) };
  console.log(`\n${stepReport(results.steps)}\n`);
  if (rows.some(({ kind, error }) => error !== undefined && kind !== 'torch')) process.exitCode = 1;
}

for (const part of parts) {
  if (part === 'step') await step();
  for (const [path, ...args] of PROGRAMS[part] ?? []) {
    say(path);
    for (const [line] of inProcess(join(root, path), ...args).matchAll(/^\{.*\}$/gm)) {
      const found = JSON.parse(line);
      results.figures.push(found);
      console.log(`${found.name.padEnd(86)} ${Number(found.value.toPrecision(4))} ${found.unit}`);
    }
  }
}

const file = resolve(json ?? join(root, 'bench-results.json'));
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
say(`results: ${file}`);
