// pnpm fuzz: mutated files for every parser. `pnpm fuzz --help` tells the options.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sentence } from '../run/counts.mjs';
import { build, prepare, root } from '../run/setup.mjs';
import { moduleOf, PARSERS } from './src/parsers/index.mjs';
import { row, saveFindings, table } from './src/report.mjs';
import { runInputs } from './src/session.mjs';

const HELP = `pnpm fuzz [options]: mutated files for every parser; exit code 1 where one crashes, hangs or asks for too much memory

  --parser <names>   all (default), or some of ${PARSERS.join(', ')}; separated by commas
  --inputs <n>       inputs for each parser, the saved ones included (default 200000)
  --from <n>         number of the first one (default 0)
  --seed <n>         other mutations (default 1)
  --file <path>      runs this input alone
  --out <folder>     for the inputs at fault (default .scratch-fuzz)
  --no-build         takes the packages as they are built`;

const { values } = parseArgs({
  options: {
    parser: { type: 'string', default: 'all' },
    inputs: { type: 'string', default: '200000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    file: { type: 'string' },
    out: { type: 'string', default: resolve(root, '.scratch-fuzz') },
    'no-build': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else process.exitCode = await fuzz();

async function fuzz() {
  const names = values.parser === 'all' ? PARSERS : values.parser.split(',');
  const [inputs, from, seed] = ['inputs', 'from', 'seed'].map((name) => Number(values[name]));
  const unknown = names.filter((name) => !PARSERS.includes(name));
  if (unknown.length > 0 || ![inputs, from, seed].every(Number.isSafeInteger) || inputs < 1 || from < 0) {
    console.error(`${unknown.length > 0 ? `unknown parser ${unknown.join(', ')}` : 'a number is none'}\n\n${HELP}`);
    return 2;
  }
  if (!values['no-build']) {
    await prepare();
    await build();
  }
  const file = values.file && resolve(values.file);
  const rows = [];
  const told = [];
  let failed = 0;
  for (const name of names) {
    const parser = moduleOf(name);
    const range = file === undefined ? { from, to: from + inputs } : { from: 0, to: 1, file };
    const result = await runInputs({ parser, seed, ...range });
    rows.push(row(name, result));
    if (result.findings.length > 0) failed++;
    if (file === undefined) told.push(...(await saveFindings(name, parser, seed, result.findings, values.out)));
    else told.push(...result.findings.map(({ kind, detail }) => `${name}: ${kind}: ${detail}`));
    process.stderr.write(`${name}: ${result.findings.length} findings in ${result.seconds.toFixed(0)} s\n`);
  }
  console.log([table(rows), ...told].join('\n'));
  console.log(sentence({ passed: names.length - failed, failed, skipped: 0 }));
  return told.length > 0 ? 1 : 0;
}
