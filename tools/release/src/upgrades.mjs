// One package at a time: what a patch, a minor and a major of one package do to the others, and to those who use them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import semver from 'semver';
import { run, StepFailed } from '../../run/command.mjs';
import { copyConsumer } from './consumers.mjs';
import { inParallel } from './jobs.mjs';
import { addPackages, installManifest, runScript } from './managers.mjs';
import { differences } from './manifests.mjs';
import { publish, published, publishNext, raiseVersions } from './publish.mjs';
import { publicManifests } from './workspace.mjs';

/** @typedef {import('./rehearsal.mjs').Rehearsal} Rehearsal */

const CORE = '@amnl/core-loop';
const PLUGIN = '@amnl/ema';

/** The next version. @param {string} version @param {'major' | 'minor' | 'patch'} part @returns {string} */
const bump = (version, part) => semver.inc(version, part) ?? '';

/** @param {readonly string[]} found @param {readonly string[]} expected @param {string} what */
function mustEqual(found, expected, what) {
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  const lines = (/** @type {readonly string[]} */ list) => list.map((text) => `        ${text}`).join('\n');
  throw new StepFailed(`${what}\n    expected:\n${lines(expected)}\n    found:\n${lines(found)}`);
}

/** @param {Rehearsal} rehearsal */
export async function runUpgrades(rehearsal) {
  const { ledger, clone, cloneEnv, registry } = rehearsal;
  const check = (/** @type {string} */ name, /** @type {() => Promise<string | void>} */ body) =>
    ledger.record({ name: `upgrade: ${name}`, manager: '', node: 'check' }, body);
  const versionOf = async (/** @type {string} */ name) =>
    (await publicManifests(clone)).find((manifest) => manifest.name === name)?.version ?? '';

  /** Raises one package, and returns what changed in all manifests. @param {string} name @param {'major' | 'minor' | 'patch'} part */
  const raise = async (name, part) => {
    const before = await publicManifests(clone);
    await raiseVersions(clone, cloneEnv, { name, part });
    return differences(before, await publicManifests(clone));
  };
  const oldCore = await versionOf(CORE);
  const oldPlugin = await versionOf(PLUGIN);
  const newCore = bump(oldCore, 'minor');
  const newPlugin = bump(oldPlugin, 'patch');

  const patched = await check(`a patch of ${PLUGIN} raises nothing else`, async () => {
    mustEqual(await raise(PLUGIN, 'patch'), [`${PLUGIN}: version ${oldPlugin} → ${newPlugin}`], 'changed manifests');
    await publish(clone, cloneEnv);
    return `${PLUGIN} ${newPlugin}, peer ${await peerOf(registry, PLUGIN, newPlugin)}`;
  });
  const grown =
    patched &&
    (await check(`a minor of ${CORE} raises nothing else`, async () => {
      mustEqual(await raise(CORE, 'minor'), [`${CORE}: version ${oldCore} → ${newCore}`], 'changed manifests');
      await publish(clone, cloneEnv);
      return `${CORE} ${newCore}`;
    }));
  if (grown) {
    const pairs = [oldPlugin, newPlugin].flatMap((plugin) => [oldCore, newCore].map((core) => ({ plugin, core })));
    const jobs = pairs.map(({ plugin, core }) => async () => {
      await check(`ema ${plugin} with core-loop ${core} trains`, () => trainWith(rehearsal, { plugin, core }));
    });
    await inParallel(jobs, rehearsal.width);
    await check(`a patch of ${PLUGIN} still works with ${CORE} ${oldCore}`, async () => {
      const next = bump(newPlugin, 'patch');
      mustEqual(await raise(PLUGIN, 'patch'), [`${PLUGIN}: version ${newPlugin} → ${next}`], 'changed manifests');
      await publish(clone, cloneEnv);
      mustEqual(
        [await peerOf(registry, PLUGIN, next)],
        [`^${oldCore}`],
        `${PLUGIN} ${next} as published: its range of ${CORE}`,
      );
    });
  }
  await check(`a major of ${CORE} raises its plugins`, () => majorOfTheCore(rehearsal, raise));
  for (const manager of rehearsal.managers) {
    await ledger.record({ name: 'upgrade: an old plugin with a new core is refused', manager, node: 'check' }, () =>
      refused(rehearsal, manager, { plugin: oldPlugin, core: bump(newCore, 'major') }),
    );
  }
}

/** @param {string} registry @param {string} name @param {string} version @returns {Promise<string>} its range of the core */
async function peerOf(registry, name, version) {
  return (await published(registry, name, version))?.peerDependencies?.[CORE] ?? 'none';
}

/**
 * Installs exactly these two beside the other plugins and trains.
 * @param {Rehearsal} rehearsal @param {{ plugin: string, core: string }} pair @returns {Promise<string>}
 */
async function trainWith({ temp, versions, nodes, environment }, { plugin, core }) {
  const cwd = join(temp, 'upgrades', `ema-${plugin}-core-${core}`);
  await mkdir(cwd, { recursive: true });
  const env = environment(/** @type {number} */ (nodes[0]));
  await copyConsumer('plain-js', cwd, versions);
  await run(addPackages('npm', ['--save-exact', `${PLUGIN}@${plugin}`, `${CORE}@${core}`]), { cwd, env });
  const { stdout } = await run(['npm', 'ls', '--json', PLUGIN, CORE], { cwd, env });
  const { dependencies } = JSON.parse(stdout);
  mustEqual([dependencies[PLUGIN].version, dependencies[CORE].version], [plugin, core], 'installed');
  const { stdout: said } = await run(runScript('npm', 'check'), { cwd, env });
  return said.trim().split('\n').at(-1) ?? '';
}

/**
 * What a breaking core does, and it alone under the tag `next`.
 * @param {Rehearsal} rehearsal @param {(name: string, part: 'major') => Promise<string[]>} raise
 * @returns {Promise<string>}
 */
async function majorOfTheCore({ clone, cloneEnv, say }, raise) {
  const before = await publicManifests(clone);
  const changes = await raise(CORE, 'major');
  const core = bump(before.find(({ name }) => name === CORE)?.version ?? '', 'major');
  const expected = before.flatMap(({ name, version, peerDependencies, dependencies }) => {
    const peer = peerDependencies?.[CORE];
    const part = name === CORE || peer ? 'major' : dependencies?.[CORE] ? 'patch' : undefined;
    const range = peer && !peer.startsWith('workspace:') && [`${name}: peerDependencies.${CORE} ${peer} → ^${core}`];
    return [...(range || []), ...(part ? [`${name}: version ${version} → ${bump(version, part)}`] : [])];
  });
  say(`a major of ${CORE}; its plugins would be published with the range ^${core} of it:`);
  for (const change of changes) say(`    ${change}`);
  mustEqual(changes, expected.sort(), 'changed manifests');
  await publishNext(join(clone, 'packages', 'core-loop'), cloneEnv);
  return `${changes.length} packages; only ${CORE} is published, as next`;
}

/** What each manager says of a peer that does not fit. */
const COMPLAINT = { npm: /ERESOLVE/, pnpm: /unmet peer/i, yarn: /YN0060/ };

/**
 * @param {Rehearsal} rehearsal @param {import('./arguments.mjs').Manager} manager
 * @param {{ plugin: string, core: string }} pair
 * @returns {Promise<string>}
 */
async function refused({ temp, nodes, environment }, manager, { plugin, core }) {
  const cwd = join(temp, 'upgrades', `refused-${manager}`);
  await mkdir(cwd, { recursive: true });
  const dependencies = { [CORE]: core, [PLUGIN]: plugin, '@tensorflow/tfjs': '4.22.0' };
  await writeFile(join(cwd, 'package.json'), JSON.stringify({ name: 'mixed', private: true, dependencies }));
  await writeFile(join(cwd, 'yarn.lock'), '');
  const env = environment(/** @type {number} */ (nodes[0]));
  const { code, output } = await run(installManifest(manager), { cwd, env, mayFail: true });
  if (!COMPLAINT[manager].test(output)) {
    throw new StepFailed(`${manager} accepts ${PLUGIN} ${plugin} with ${CORE} ${core}:\n${output}`);
  }
  const line = output.split('\n').find((text) => COMPLAINT[manager].test(text));
  return `exit code ${code}: ${line?.trim()}`;
}
