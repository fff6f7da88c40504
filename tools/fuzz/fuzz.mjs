// pnpm fuzz: damaged files for every parser. `pnpm fuzz --help` lists the options.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sentence } from '../run/counts.mjs';
import { build, prepare, root } from '../run/setup.mjs';
import { fuzz } from './src/fuzz.mjs';
import * as PARSERS from './src/parsers.mjs';

const ALL = Object.keys(PARSERS);
const HELP = `pnpm fuzz [options]: damaged files for every parser; exit code 1 if one crashes, hangs or takes too much memory

  --parser <names>   some of ${ALL.join(', ')}; separated by commas (default: all)
  --inputs <n>       inputs for each parser, the saved ones included (default 200000)
  --seed <n>         other inputs (default 1)
  --file <path>      runs this input alone
  --out <folder>     for the inputs at fault (default .scratch-fuzz)
  --no-build         uses the packages as they are built`;

const text = (value) => ({ type: 'string', default: value });
const flag = { type: 'boolean' };
const lists = { parser: text(ALL.join()), inputs: text('200000'), seed: text('1') };
const files = { file: { type: 'string' }, out: text(resolve(root, '.scratch-fuzz')) };
const { values } = parseArgs({ options: { ...lists, ...files, 'no-build': flag, help: flag } });
const names = values.parser.split(',');
const [inputs, seed] = [Number(values.inputs), Number(values.seed)];

if (values.help) console.log(HELP);
else if (!names.every((name) => ALL.includes(name))) refuse(`unknown parser in '${values.parser}'`);
else if (!Number.isSafeInteger(inputs) || inputs < 1 || !Number.isSafeInteger(seed)) refuse('not a whole number');
else process.exitCode = await main();

function refuse(why) {
  console.error(`${why}\n\n${HELP}`);
  process.exitCode = 2;
}

async function main() {
  if (!values['no-build']) {
    await prepare();
    await build();
  }
  const file = values.file && new Uint8Array(readFileSync(values.file));
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
  const path = values.file ?? join(values.out, `${name}-${seed}.bin`);
  if (!file) {
    mkdirSync(values.out, { recursive: true });
    writeFileSync(path, finding.input);
  }
  console.log(`  ${finding.outcome}, seed ${seed}, ${finding.input.length} bytes after shrinking: ${finding.detail}`);
  console.log(`  again: pnpm fuzz --parser ${name} --file ${path}`);
  return false;
}
