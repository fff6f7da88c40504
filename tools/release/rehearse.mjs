// pnpm release:rehearse: publishes everything to a registry on this machine, and uses it from there.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { halt, StepFailed } from '../run/command.mjs';
import { majors } from '../run/nodes.mjs';
import { parseArguments, usage } from './src/arguments.mjs';
import { NAMES, rehearse } from './src/rehearsal.mjs';
import { matrix, summary } from './src/table.mjs';

const parsed = parseArguments(process.argv.slice(2), { consumers: NAMES, majors });
if (typeof parsed === 'string') {
  process.stderr.write(`${parsed}\n`);
  process.exit(2);
}
const options = parsed;
if (options.help) {
  console.log(usage(NAMES, majors));
  process.exit(0);
}

const started = Date.now();
/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`);
const temp = await realpath(await mkdtemp(join(tmpdir(), 'amnl-release-')));
/** @type {(() => void)[]} */
const stops = [];

/** Stops what runs and takes the folder away, unless it is to be kept. */
async function tidy() {
  halt();
  for (const stop of stops) stop();
  if (options.keep) say(`kept: ${temp}`);
  else await rm(temp, { recursive: true, force: true, maxRetries: 5 });
}

for (const [signal, code] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])) {
  process.on(signal, async () => {
    say(`${signal}: stopping`);
    await tidy();
    process.exit(code);
  });
}

try {
  const results = await rehearse(options, { temp, say, atEnd: (stop) => stops.push(stop) });
  console.log(matrix(results));
  say(`${Math.round((Date.now() - started) / 1000)} s in all`);
  console.log(summary(results));
  process.exitCode = results.some(({ state }) => state === 'failed') ? 1 : 0;
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  say(error.message);
  process.exitCode = 1;
} finally {
  await tidy();
}
