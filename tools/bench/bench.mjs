// pnpm bench: a training step next to its peers, memory, and what the packages measure themselves. See README.md.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { leaksOver, memoryOver, memoryReport } from './memory.mjs';
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
/** Notes what a part found under a name of the results, and prints it. */
function found(name, value, ...texts) {
  results[name] = value;
  for (const text of texts) console.log(`\n${text}\n`);
}

/** What tables are made of. This process stays small: a worker's peak memory begins with that of the process that starts it. */
const TABLES = {
  async step() {
    const { rows, skipped } = await benchSteps(options, say);
    const steps = { rows, skipped, ratios: ratios(rows) };
    found('steps', steps, stepReport(steps));
    if (rows.some(({ kind, error }) => error !== undefined && kind !== 'torch')) process.exitCode = 1;
  },
  async memory() {
    const memory = await memoryOver(options, say);
    found('memory', memory, memoryReport(memory));
  },
  async leaks() {
    const leaks = await leaksOver(options, say);
    found('leaks', leaks, ...leaks.map(memoryReport));
  },
};

/** Programs that print a figure a line, with their arguments, by part. */
const PROGRAMS = {
  start: [['packages/engine-onnx/bench/start-up.mjs', Math.max(...options.threads), options.starts]],
  import: [['packages/engine-onnx/bench/import-cost.mjs']],
  summary: [['packages/engine-onnx/bench/step-memory.mjs']],
  loop: [['tools/bench/loop-overhead.mjs'], ['packages/core-loop/bench/stopwatch.mjs']],
  data: [['packages/data-cmapss/bench/bench.mjs'], ['packages/data-sources/bench/large-file.mjs']],
  wait: [['packages/data-sources/bench/wait.mjs', Math.min(3, options.rounds), options.quick ? 30 : 100]],
  averages: [['packages/ema/bench/averages.mjs']],
};

for (const part of parts) {
  await TABLES[part]?.();
  for (const [path, ...args] of PROGRAMS[part] ?? []) {
    say(path);
    for (const line of inProcess(join(root, path), ...args).matchAll(/^\{.*\}$/gm)) {
      const { name, value, unit, ...more } = JSON.parse(line[0]);
      results.figures.push({ name, value, unit, ...more });
      console.log(`${name.padEnd(76)} ${Number(value.toPrecision(4))} ${unit}`);
    }
  }
}

const file = resolve(json ?? join(root, 'bench-results.json'));
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
say(`results: ${file}`);
