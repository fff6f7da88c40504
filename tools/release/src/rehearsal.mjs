// The rehearsal itself: a clone, a registry, everything published, and everybody who uses it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, StepFailed } from '../../run/command.mjs';
import { nodeBinary } from '../../run/nodes.mjs';
import { runBareInstall } from './bare-install.mjs';
import { CONSUMERS, runConsumer } from './consumers.mjs';
import { runCopiedExamples } from './copied-examples.mjs';
import { makePrograms, makeSettings, plainEnvironment } from './environment.mjs';
import { GUIDE_NAMES, runGuide } from './guides.mjs';
import { followInstallCommands } from './install-commands.mjs';
import { inParallel, makeLedger } from './jobs.mjs';
import { checkArrived, publish, raiseVersions } from './publish.mjs';
import { startRegistry } from './registry.mjs';
import { runTarballCheck } from './tarball-check.mjs';
import { runUpgrades } from './upgrades.mjs';
import { cloneEnvironment, cloneRepository, publicManifests } from './workspace.mjs';

/**
 * What every check sees.
 * @typedef {object} Rehearsal
 * @property {string} root of the repository
 * @property {string} temp folder of this rehearsal
 * @property {string} clone
 * @property {NodeJS.ProcessEnv} cloneEnv
 * @property {string} registry address, with a slash at its end
 * @property {string} npmrc
 * @property {ReadonlyMap<string, string>} versions published, by name
 * @property {import('./arguments.mjs').Manager[]} managers
 * @property {number[]} nodes major versions that can be run here
 * @property {ReadonlyMap<number, string>} binaries of Node by major version
 * @property {(node: number) => NodeJS.ProcessEnv} environment of a stranger with this Node
 * @property {ReturnType<typeof makeLedger>} ledger
 * @property {(line: string) => void} say
 * @property {number} width jobs at a time
 */

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Everything that can be rehearsed with a package manager.
 */
export const NAMES = [...CONSUMERS, ...GUIDE_NAMES];

/**
 * @param {import('./arguments.mjs').Options} options
 * @param {{ temp: string, say: (line: string) => void, atEnd: (stop: () => void) => void }} surroundings
 * @returns {Promise<import('./table.mjs').Result[]>}
 */
export async function rehearse(options, { temp, say, atEnd }) {
  const ledger = makeLedger(say);
  const binaries = await findNodes(options.nodes, temp);
  const upstream = (
    await run(['npm', 'config', 'get', 'registry'], { cwd: root, env: plainEnvironment() })
  ).stdout.trim();
  const kept = options.reuse ?? temp;
  const clone = join(kept, 'clone');
  if (options.reuse !== undefined && !existsSync(join(clone, 'packages'))) {
    throw new StepFailed(`${options.reuse} holds no rehearsal: make one with --keep, which says where it lies`);
  }
  const { url: registry, stop } = await startRegistry(kept, upstream);
  atEnd(stop);
  const { npmrc, env } = await makeSettings(temp, registry);
  const programs = (/** @type {number} */ node) => join(temp, 'bin', String(node));
  const [first = 0] = binaries.keys();
  const cloneEnv = { ...cloneEnvironment(clone, programs(first)), ...env };

  if (options.reuse === undefined) {
    await makeRelease(clone, cloneEnvironment(clone, programs(first)), options.workingTree, say);
    say('publishing to the registry of this rehearsal');
    await publish(clone, cloneEnv);
  }
  const versions = new Map((await publicManifests(clone)).map(({ name, version }) => [name, version]));
  await ledger.record({ name: 'published', manager: '', node: 'check' }, () => checkArrived(versions, registry));

  /** @type {Rehearsal} */
  const rehearsal = {
    ...{ root, temp, clone, cloneEnv, registry, npmrc, versions, binaries, ledger, say, width: 2 },
    managers: options.managers,
    nodes: [...binaries.keys()],
    environment: (node) => {
      const plain = plainEnvironment();
      return { ...plain, ...env, PATH: `${programs(node)}:${plain.PATH}` };
    },
  };
  const wanted = (/** @type {string} */ name) => options.only === undefined || options.only.includes(name);
  if (wanted('tarballs')) await runTarballCheck(rehearsal);
  const jobs = options.managers.flatMap((manager) => [
    ...CONSUMERS.filter(wanted).map((name) => () => runConsumer(rehearsal, name, manager)),
    ...GUIDE_NAMES.filter(wanted).map((name) => () => runGuide(rehearsal, name, manager)),
  ]);
  await inParallel(jobs, rehearsal.width);
  if (wanted('bare-install')) await runBareInstall(rehearsal);
  if (wanted('install-blocks')) await followInstallCommands(rehearsal);
  if (wanted('examples')) await runCopiedExamples(rehearsal);
  if (wanted('upgrades')) await runUpgrades(rehearsal);
  return ledger.results;
}

/**
 * A clone with raised versions, built: what a release publishes. The pnpm store is all that it shares with the original.
 * @param {string} clone @param {NodeJS.ProcessEnv} env @param {boolean} workingTree @param {(line: string) => void} say
 */
async function makeRelease(clone, env, workingTree, say) {
  say('cloning and installing');
  await cloneRepository(root, clone, workingTree);
  await run(['pnpm', 'install', '--frozen-lockfile', '--prefer-offline'], { cwd: clone, env });
  say('raising versions and building');
  await raiseVersions(clone, env);
  await run(['nx', 'run-many', '-t', 'build', '-p', 'packages/*', '--outputStyle=static'], { cwd: clone, env });
}

/**
 * Makes the folders of programs for every Node that this machine can run.
 * @param {readonly number[]} majors @param {string} temp
 * @returns {Promise<Map<number, string>>}
 */
async function findNodes(majors, temp) {
  /** @type {Map<number, string>} */
  const binaries = new Map();
  for (const major of majors) {
    const binary = await nodeBinary(major);
    if (binary === undefined) continue; // it has said why
    binaries.set(major, binary);
    await makePrograms(join(temp, 'bin', String(major)), binary);
  }
  if (binaries.size === 0) throw new StepFailed('none of the Node versions asked for can be run here');
  return binaries;
}
