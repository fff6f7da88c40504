// An old plugin and a new core: with the next minor it trains, with the next major it is refused.
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, StepFailed } from '../../run/command.mjs';
import { publish, raiseVersions } from './release.mjs';
import { makeProject } from './strangers.mjs';

/**
 * @typedef {object} Upgrade
 * @property {import('./release.mjs').Where} clone
 * @property {ReadonlyMap<string, string>} versions of before
 * @property {NodeJS.ProcessEnv} env of a stranger
 * @property {(name: string) => string} folder makes one
 */

const CORE = '@amnl/core-loop';
const PLUGINS = ['@amnl/ema', '@amnl/optim-adamw'];

/** What each manager says of a peer that does not fit. @type {Record<string, RegExp>} */
const COMPLAINTS = { npm: /ERESOLVE/, pnpm: /unmet peer/i, yarn: /YN0060/ };

/** Raises the core in the clone and publishes it alone. @param {Upgrade} upgrade @param {'minor' | 'major'} part */
async function newCore({ clone }, part) {
  const cwd = join(clone.cwd, 'packages', 'core-loop');
  const raised = await raiseVersions(clone, { name: CORE, part });
  await publish(['pnpm', 'publish', '--tag', 'next', '--no-git-checks'], { cwd, env: clone.env });
  const { version } = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'));
  return { version, raised };
}

/** A project with this core and the plugins of before. @param {string} cwd @param {Upgrade} upgrade @param {string} core */
function mixed(cwd, { versions }, core) {
  const plugins = Object.fromEntries(PLUGINS.map((name) => [name, versions.get(name)]));
  const dependencies = { [CORE]: core, ...plugins, '@tensorflow/tfjs': '4.22.0' };
  return makeProject(cwd, { private: true, type: 'module', dependencies });
}

/** @param {Upgrade} upgrade */
export async function minorTrains(upgrade) {
  const { version, raised } = await newCore(upgrade, 'minor');
  if (raised.length > 1) throw new StepFailed(`a minor of ${CORE} also raises ${raised.join(', ')}`);
  const where = { cwd: upgrade.folder('minor'), env: upgrade.env };
  await mixed(where.cwd, upgrade, version);
  await copyFile(new URL('../consumer/plain.js', import.meta.url), join(where.cwd, 'plain.js'));
  await run(['npm', 'install'], where);
  await run(['node', 'plain.js'], where);
}

/** @param {Upgrade} upgrade @param {readonly string[]} managers */
export async function majorIsRefused(upgrade, managers) {
  const { version, raised } = await newCore(upgrade, 'major');
  if (!raised.includes('packages/ema/package.json')) throw new StepFailed(`a major of ${CORE} raises no plugin`);
  for (const manager of managers) {
    const cwd = upgrade.folder(`major-${manager}`);
    await mixed(cwd, upgrade, version);
    const { output } = await run([manager, 'install'], { cwd, env: upgrade.env, mayFail: true });
    if (!COMPLAINTS[manager]?.test(output)) throw new StepFailed(`${manager} accepts an old plugin:\n${output}`);
  }
}
