// pnpm test:native: builds tfjs-node, trains on it, and runs the suites of packages on its backend. Where this machine cannot, it says
// why, and all of it is skipped. The last line counts: failures that are known (known-failures.mjs) are among the skipped.
import { sentence } from '../run/counts.mjs';
import { build, prepare, say } from '../run/setup.mjs';
import { KNOWN } from './known-failures.mjs';
import { judge } from './src/known.mjs';
import { resultsOf } from './src/suites.mjs';

/** Folders, and which files of theirs; none: all. @type {readonly (readonly [string, ...string[]])[]} */
const SUITES = [
  ['tools/tfjs-node'],
  ['packages/core-loop'],
  ['packages/model-rul'],
  ['packages/optim-adamw'],
  ['packages/ema'],
  ['packages/checkpoint'],
  ['packages/engine-onnx', 'test/parity', 'test/layers', 'test/engine'],
];

/**
 * What is left where there is no package: suites that are skipped, visibly, or the failure to build it.
 * @param {string} why @param {boolean} lacks @param {number} suites
 */
function without(why, lacks, suites) {
  if (!lacks) return { passed: 0, failed: 1, skipped: 0, problems: [why] };
  say(`SKIPPED, this machine lacks what it takes: ${why}`);
  return { passed: 0, failed: 0, skipped: suites, problems: [] };
}

await prepare();
await build();
const { withNative } = await import('./src/native.mjs'); // needs what was just built

const cpu = await withNative(
  'cpu',
  async ({ project }) => {
    const results = [];
    for (const [folder, ...files] of SUITES) results.push(...(await resultsOf(project, folder, files)));
    return judge(results, KNOWN);
  },
  (why, lacks) => without(why, lacks, SUITES.length),
);
const gpu = await withNative(
  'gpu',
  async ({ project }) => {
    return judge(await resultsOf(project, 'tools/tfjs-node', ['test/training']), []);
  },
  (why, lacks) => without(why, lacks, 1),
);

const listed = KNOWN.reduce((sum, { tests }) => sum + tests.length, 0);
if (cpu.passed > 0)
  say(`${listed} tests fail on this backend for reasons that are known: tools/tfjs-node/known-failures.mjs`);
for (const problem of [...cpu.problems, ...gpu.problems]) console.error(`✗ ${problem}`);
const [passed, failed, skipped] = /** @type {const} */ (['passed', 'failed', 'skipped']).map(
  (key) => cpu[key] + gpu[key],
);
console.log(sentence(/** @type {any} */ ({ passed, failed, skipped })));
process.exitCode = failed === 0 ? 0 : 1;
