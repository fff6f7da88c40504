// An old plugin trains with the next minor of the core, which raises no other package.
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, StepFailed } from '../../run/command.mjs';
import { publish, raiseVersions } from './release.mjs';
import { makeProject } from './strangers.mjs';

const CORE = '@amnl/core-loop';
const PLUGINS = ['@amnl/ema', '@amnl/optim-adamw'];

/**
 * Raises the core in the clone, publishes it alone, and trains with it and the plugins of before.
 * @param {import('./release.mjs').Where} clone
 * @param {ReadonlyMap<string, string>} versions of before
 * @param {import('./release.mjs').Where} stranger with an empty folder
 */
export async function minorTrains(clone, versions, stranger) {
  const raised = await raiseVersions(clone, CORE);
  if (raised.length > 1) throw new StepFailed(`a minor of ${CORE} also raises ${raised.join(', ')}`);
  const core = join(clone.cwd, 'packages', 'core-loop');
  await publish(['pnpm', 'publish', '--tag', 'next', '--no-git-checks'], { cwd: core, env: clone.env });
  const { version } = JSON.parse(await readFile(join(core, 'package.json'), 'utf8'));

  const plugins = Object.fromEntries(PLUGINS.map((name) => [name, versions.get(name)]));
  const dependencies = { [CORE]: version, ...plugins, '@tensorflow/tfjs': '4.22.0' };
  await makeProject(stranger.cwd, { private: true, type: 'module', dependencies });
  await copyFile(new URL('../consumer/plain.js', import.meta.url), join(stranger.cwd, 'plain.js'));
  await run(['npm', 'install'], stranger);
  await run(['node', 'plain.js'], stranger);
}
