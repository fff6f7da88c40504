// pnpm release:rehearse: publishes everything to a registry on this machine, and uses it from there as strangers would.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, StepFailed, stopAll } from '../run/command.mjs';
import { readFlags } from '../run/flags.mjs';
import { majors, nodeBinary } from '../run/nodes.mjs';
import { CHROMIUM } from '../vitest/chromium.mjs';
import { installBare } from './src/bare-install.mjs';
import { followCreate, followGuide } from './src/guide.mjs';
import { followPage, packagesToInstall } from './src/pages.mjs';
import { startRegistry } from './src/registry.mjs';
import { release } from './src/release.mjs';
import { copyConsumer, plainEnvironment, stranger } from './src/strangers.mjs';
import { minorTrains } from './src/upgrade.mjs';

const HEADING = `pnpm release:rehearse [flags]

Versions, builds and publishes every package of the last commit to a registry on this machine, in a clone, and uses them
from there as strangers would. Nothing leaves this machine and the repository is not touched.`;
const all = (/** @type {string} */ usual, /** @type {string} */ help) => ({ usual, of: usual.split(','), help });
const { only, managers, nodes, keep } = readFlags(
  HEADING,
  {
    only: all('tarballs,bare,consumer,guide,create,pages,upgrade', 'parts'),
    managers: all('npm,pnpm,yarn', 'package managers'),
    nodes: all(majors.join(), 'major versions of Node'),
  },
  { keep: { type: 'boolean', help: 'keep the temporary folder' } },
);

const temp = realpathSync(mkdtempSync(join(tmpdir(), 'amnl-release-')));
process.on('exit', () => {
  stopAll();
  if (!keep) rmSync(temp, { recursive: true, force: true, maxRetries: 5 }); // gone already, unless interrupted
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(130));

/** @param {string} name @returns {string} a folder of this rehearsal */
function folder(name) {
  mkdirSync(join(temp, name), { recursive: true });
  return join(temp, name);
}

const counts = { passed: 0, failed: 0, skipped: 0 };

/**
 * Does one thing and says how it went. A failure does not stop the rest.
 * @param {string} what @param {() => Promise<unknown>} body @returns {Promise<boolean>} whether it went well
 */
async function check(what, body) {
  const started = Date.now();
  const report = (/** @type {string} */ sign, rest = '') =>
    console.log(`${sign} ${what} (${Math.round((Date.now() - started) / 1000)} s)${rest}`);
  try {
    await body();
    counts.passed++;
    report('✓');
    return true;
  } catch (error) {
    const { message, stack } = /** @type {Error} */ (error);
    counts.failed++;
    report('✗', `\n${error instanceof StepFailed ? message : stack}`);
    return false;
  }
}

const { stdout } = await run(['npm', 'config', 'get', 'registry'], { cwd: temp, env: plainEnvironment() });
const registry = await startRegistry(folder('registry'), stdout.trim());
/** Strangers by their Node. @type {Map<number, NodeJS.ProcessEnv>} */
const strangers = new Map();
for (const major of nodes.map(Number)) {
  const binary = await nodeBinary(major);
  if (binary !== undefined) strangers.set(major, await stranger(temp, binary, registry));
}
const env = [...strangers.values()][0] ?? {};
const cwd = folder('clone');
const PATH = `${join(cwd, 'node_modules', '.bin')}:${env['PATH']}`;
const clone = { cwd, env: { ...env, PATH, NX_NO_CLOUD: 'true', CI: 'true' } };

/** @type {Map<string, string>} */
let versions = new Map();
const published = await check('published', async () => (versions = await release(clone)));

/** What publishing checks before it publishes. */
async function checkTarballs() {
  const cwd = folder('tarballs');
  await run(['npm', 'pack', ...[...versions].map(([name, version]) => `${name}@${version}`)], { cwd, env });
  await run(['bash', join(clone.cwd, 'tools', 'release', 'check-tarballs.sh'), cwd], clone);
}

/** One project with every package: installed and built once by a manager, run on every Node. @param {string} manager */
async function consume(manager) {
  const cwd = folder(`consumer-${manager}`);
  await copyConsumer(cwd, versions);
  await run([manager, 'install'], { cwd, env });
  await run([manager, 'run', 'build'], { cwd, env });
  for (const [node, env] of strangers)
    for (const script of ['plain', 'commonjs', 'cli', ...(CHROMIUM ? ['browser'] : [])])
      await check(`consumer · ${manager} · ${script} · node ${node}`, () =>
        run([manager, 'run', script], { cwd, env }),
      );
}
if (CHROMIUM === undefined) {
  counts.skipped++;
  console.log('– consumer · browser: no Chromium found; AMNL_CHROMIUM may name one');
}

/** @type {(() => Promise<unknown>)[]} */
const queue = [];
/** @param {string} part @param {string} what @param {() => Promise<unknown>} body */
const plan = (part, what, body) => {
  if (published && only.includes(part)) queue.push(() => check(what, body));
};
const work = async () => {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
};
plan('tarballs', 'tarballs', checkTarballs);
plan('bare', 'the command line, by someone who sets nothing', () => installBare(folder('bare'), env));
for (const manager of managers) {
  plan('consumer', `consumer · ${manager} · all of it`, () => consume(manager));
  plan('create', `create · ${manager}`, () => followCreate(manager, folder(`create-${manager}`), env));
}
for (const [node, env] of strangers)
  plan('guide', `guide · node ${node}`, () => followGuide(folder(`guide-${node}`), env));
for (const [page, packages] of packagesToInstall())
  plan('pages', page, () => followPage(page, packages, folder(`pages/${page}`), env));
await Promise.all([work(), work()]);

// Last, as it publishes more.
plan('upgrade', 'an old plugin trains with a new minor of the core', () =>
  minorTrains(clone, versions, { cwd: folder('minor'), env }),
);
await work();
stopAll();
console.log(`${keep ? 'kept' : 'removing'}: ${temp}`);
if (!keep) await rm(temp, { recursive: true, force: true, maxRetries: 5 }); // gigabytes: a minute or two
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed > 0 ? 1 : 0); // the registry would go on
