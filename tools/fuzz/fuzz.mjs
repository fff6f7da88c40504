// pnpm fuzz: damaged files for every parser. `pnpm fuzz --help` lists the options.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sentence } from '../run/counts.mjs';
import { readFlags } from '../run/flags.mjs';
import { build, prepare, root } from '../run/setup.mjs';
import { fuzz } from './src/fuzz.mjs';
import * as PARSERS from './src/parsers.mjs';

const ALL = Object.keys(PARSERS);
const HEADING =
  'pnpm fuzz [flags]: damaged files for every parser; exit code 1 if one crashes, hangs or takes too much memory';
const values = readFlags(
  HEADING,
  {
    parser: { usual: ALL.join(), of: ALL, help: 'parsers' },
    inputs: { usual: '200000', help: 'inputs for each parser, the saved ones included' },
    seed: { usual: '1', help: 'other inputs' },
  },
  {
    file: { type: 'string', help: 'runs this input alone' },
    out: { type: 'string', help: 'folder for the inputs at fault. Default: .scratch-fuzz' },
    'no-build': { type: 'boolean', help: 'uses the packages as they are built' },
  },
);
const { parser: names, file: path, out = resolve(root, '.scratch-fuzz') } = values;
const [inputs, seed] = [Number(values.inputs[0]), Number(values.seed[0])];
process.exitCode = await main();

async function main() {
  if (!values['no-build']) {
    await prepare();
    await build();
  }
  const file = path && new Uint8Array(readFileSync(path));
  const module = new URL('./src/parsers.mjs', import.meta.url).href;
  const rest = names.values();
  let failed = 0;
  const lane = async () => {
    for (const name of rest) if (!(await harmless({ module, name, seed, inputs, file }))) failed++;
  };
  await Promise.all([lane(), lane()]); // a parser's thread waits while its next input is made
  console.log(sentence({ passed: names.length - failed, failed, skipped: 0 }));
  return failed > 0 ? 1 : 0;
}

/** Runs one parser, and says what came of it. */
async function harmless(task) {
  const { tally, seconds, finding } = await fuzz(task);
  const { name, seed, file } = task;
  const counts = Object.entries(tally).sort(([, a], [, b]) => b - a);
  const total = counts.reduce((sum, [, n]) => sum + n, 0);
  const what = counts.map(([outcome, n]) => `${outcome} ${n}`).join(', ');
  console.log(`${name}: ${total} inputs in ${seconds.toFixed(1)} s: ${what}`);
  if (!finding) return true;
  const saved = path ?? join(out, `${name}-${seed}.bin`);
  if (!file) {
    mkdirSync(out, { recursive: true });
    writeFileSync(saved, finding.input);
  }
  console.log(`  ${finding.outcome}, seed ${seed}, ${finding.input.length} bytes after shrinking: ${finding.detail}`);
  console.log(`  again: pnpm fuzz --parser ${name} --file ${saved}`);
  return false;
}
