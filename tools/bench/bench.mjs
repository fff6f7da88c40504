// pnpm bench: a training step next to its peers, start-up, imports, memory, the loop's overhead, the data. See README.md.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { importCost } from './import-cost.mjs';
import { leaksOver, memoryOver, memoryReport } from './memory.mjs';
import { benchOptions } from './options.mjs';
import { inProcess } from './processes.mjs';
import { startUp, startUpReport } from './start-up.mjs';
import { benchSteps } from './train-step/bench.mjs';
import { ratios, stepReport } from './train-step/report.mjs';

const root = resolve(import.meta.dirname, '../..');
const say = (text) => process.stderr.write(`${text}\n`);
const options = benchOptions();

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

const results = { machine, options };
const figures = [];
/** Notes what a part found under a name of the results, and prints it. */
function found(name, value, ...texts) {
  results[name] = value;
  for (const text of texts) console.log(`\n${text}\n`);
}

/** What each part does, in this order. Loaded late: the workers of the first parts do not inherit this process's memory as their peak. */
const PARTS = {
  async step() {
    const { rows, skipped } = await benchSteps(options, say);
    const steps = { rows, skipped, ratios: ratios(rows) };
    found('steps', steps, stepReport(steps));
    if (rows.some(({ kind, error }) => error !== undefined && kind !== 'torch')) process.exitCode = 1;
  },
  async start() {
    const rows = await startUp(options, say);
    found('start', rows, startUpReport(rows));
  },
  async memory() {
    const memory = await memoryOver(options, say);
    found('memory', memory, memoryReport(memory));
  },
  async leaks() {
    const leaks = await leaksOver(options, say);
    found('leaks', leaks, ...leaks.map(memoryReport));
  },
  import() {
    say('imports in fresh processes');
    figures.push(...importCost());
  },
  async loop() {
    const { loopOverhead } = await import('./loop-overhead.mjs');
    figures.push(...(await loopOverhead()));
    const { timingsCost } = await import('./timings-cost.mjs');
    figures.push(...(await timingsCost()));
  },
  /** Parsing, window batching and a large file, measured by the packages themselves. */
  data() {
    for (const name of ['data-cmapss', 'data-sources']) {
      const lines = inProcess(join(root, 'packages', name, 'bench/bench.mjs')).split('\n');
      figures.push(...lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)));
    }
  },
  async wait() {
    const { dataWait, dataWaitReport } = await import('./data-wait/bench.mjs');
    const rows = await dataWait(options, say);
    found('wait', rows, dataWaitReport(rows));
  },
};
for (const [name, part] of Object.entries(PARTS)) if (options.parts.includes(name)) await part();
results.figures = figures;

for (const { name, value, unit } of figures) console.log(`${name.padEnd(56)} ${Number(value.toPrecision(4))} ${unit}`);

const file = resolve(options.json ?? join(root, 'bench-results.json'));
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
say(`results: ${file}`);
