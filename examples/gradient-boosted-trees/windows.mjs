// node windows.mjs BENCHMARK VARIANT OUT: for each run of a variant the statistics of its windows, from the pipeline that trains the variant: the same
// units held out and cut at the same rows, the same scaling, the same cap.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRulPipeline, useBackend } from '@amnl/cli';
import { loadCmapss } from '@amnl/data-cmapss/node';
import { STATISTICS, windowStatistics } from './statistics.mjs';

const [benchmark = '', variant = '', out = ''] = process.argv.slice(2);
if (out === '') throw new Error('usage: node windows.mjs BENCHMARK VARIANT OUT');
const lines = readFileSync(join(benchmark, 'plan.jsonl'), 'utf8').trimEnd().split('\n');
const runs = lines.map((line) => JSON.parse(line)).filter(({ folder }) => folder.startsWith(`${variant}/`));
if (runs.length === 0) throw new Error(`${benchmark} has no run of '${variant}'`);

await useBackend('cpu'); // nothing is trained
for (const { folder, config } of runs) {
  const { dataset: subset, dataDir } = config;
  const fleet = await loadCmapss({ subset, ...(dataDir && { dataDir }) });
  const { sources, config: used, dispose } = createRulPipeline({ config, fleet });
  const parts = { train: sources.train, holdout: sources.selection, test: sources.testLast };
  const place = join(out, folder.slice(variant.length + 1));
  mkdirSync(place, { recursive: true });
  for (const [part, { windows }] of Object.entries(parts)) {
    const truths = Float32Array.from(windows.uncappedRul ?? [], (rul) => Math.min(rul, used.rulCap));
    writeFileSync(join(place, `${part}.x.f32`), windowStatistics(windows));
    writeFileSync(join(place, `${part}.y.f32`), truths);
  }
  const { units } = sources.testLast.windows;
  const columns = sources.scaler.inputs.flatMap((input) => STATISTICS.map((name) => `${input} ${name}`));
  const { seed, rulCap, window } = used;
  writeFileSync(join(place, 'about.json'), JSON.stringify({ subset, seed, rulCap, window, units, columns }));
  dispose();
  console.log(`${place}: ${sources.sizes.trainWindows} windows, ${columns.length} columns`);
}
