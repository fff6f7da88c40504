// pnpm bench: a training step beside its peers, start-up, imports, memory, the loop's overhead, the data. See README.md.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importCost } from './import-cost.mjs';
import { machine } from './machine.mjs';
import { leaksOver, memoryOver, memoryReport } from './memory.mjs';
import { benchOptions, USAGE } from './options.mjs';
import { startUp, startUpReport } from './start-up.mjs';
import { benchSteps } from './train-step/bench.mjs';
import { ratios, stepReport } from './train-step/report.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const say = (text) => process.stderr.write(`${text}\n`);

const options = readOptions();
if (options.help) {
  console.log(USAGE);
  process.exit();
}

const results = { machine: machine(), options };
if (results.machine.load > 0.5) {
  say(`note: the machine is busy (load ${results.machine.load.toFixed(1)}); figures of a quiet one are better`);
}
const figures = [];
if (options.parts.includes('step')) {
  const { rows, skipped } = await benchSteps(options, say);
  results.steps = { rows, skipped, ratios: ratios(rows) };
  console.log(`\n${stepReport(results.steps)}\n`);
  if (rows.some(({ kind, error }) => error !== undefined && kind !== 'torch')) process.exitCode = 1;
}
if (options.parts.includes('start')) {
  results.start = await startUp(options, say);
  console.log(`\n${startUpReport(results.start)}\n`);
}
if (options.parts.includes('memory')) {
  results.memory = await memoryOver(options, say);
  console.log(`\n${memoryReport(results.memory)}\n`);
}
if (options.parts.includes('leaks')) {
  results.leaks = await leaksOver(options, say);
  for (const found of results.leaks) console.log(`\n${memoryReport(found)}\n`);
}
if (options.parts.includes('import')) {
  say('imports in fresh processes');
  figures.push(...importCost());
}
if (options.parts.includes('loop')) {
  // Only now: the workers above are not to inherit this process's memory as their peak.
  const { loopOverhead } = await import('./loop-overhead.mjs');
  figures.push(...(await loopOverhead()));
  const { timingsCost } = await import('./timings-cost.mjs');
  figures.push(...(await timingsCost()));
}
if (options.parts.includes('data')) {
  const { largeFile } = await import('./large-file.mjs');
  figures.push(...dataFigures(), ...largeFile());
}
if (options.parts.includes('wait')) {
  const [{ dataWait }, { dataWaitReport }] = [
    await import('./data-wait/bench.mjs'),
    await import('./data-wait/report.mjs'),
  ];
  results.wait = await dataWait(options, say);
  console.log(`\n${dataWaitReport(results.wait)}\n`);
}
results.figures = figures;

for (const { name, value, unit } of figures) console.log(`${name.padEnd(56)} ${Number(value.toPrecision(4))} ${unit}`);
for (const figure of figures) console.log(JSON.stringify(figure));

const file = resolve(options.json ?? join(root, 'bench-results.json'));
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
say(`results: ${file}`);

/** Parsing and window batching, measured by the package itself. */
function dataFigures() {
  const script = join(root, 'packages', 'data-cmapss', 'bench', 'bench.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  process.stderr.write(stderr);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

function readOptions() {
  try {
    return benchOptions(process.argv.slice(2));
  } catch (error) {
    say(`${error.message}\n\n${USAGE}`);
    return process.exit(2);
  }
}
