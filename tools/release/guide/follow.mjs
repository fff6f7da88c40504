// Follows a page to the letter, in an empty folder, with nothing but a registry.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failure, run, StepFailed } from '../../run/command.mjs';
import { missingLine, stepsOf } from './steps.mjs';
import { translate } from './translate.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * @typedef {object} GuideOptions
 * @property {string} [page] relative to the repository; docs/write-a-plugin.md by default
 * @property {import('../src/arguments.mjs').Manager} [packageManager] npm by default
 * @property {string} folder empty, outside of every workspace
 * @property {NodeJS.ProcessEnv} env in which `node` and the package managers are the reader's, and know their registry
 */

/**
 * Writes the files and types the commands of a page, in order.
 * @param {GuideOptions} options
 * @returns {Promise<string>} how much that was
 * @throws {StepFailed} with page, line and output where the page promises something else than what happens
 */
export async function followGuide({ page = 'docs/write-a-plugin.md', packageManager = 'npm', folder, env }) {
  const steps = stepsOf(await readFile(join(root, page), 'utf8'), page);
  if (packageManager === 'yarn') await writeFile(join(folder, 'yarn.lock'), ''); // a project of its own, says yarn
  let printed = '';
  for (const step of steps) {
    if (step.kind === 'write') {
      const path = join(folder, step.path);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, step.text);
    } else if (step.kind === 'type') printed = await type(step, { folder, env, packageManager });
    else {
      const missing = missingLine(step.lines, printed);
      if (missing !== undefined)
        throw new StepFailed(failure([step.place], `promises '${missing}', which is not there`, printed));
    }
  }
  const count = (/** @type {string} */ kind) => steps.filter((step) => step.kind === kind).length;
  return `${count('write')} files written, ${count('type')} blocks of commands, ${count('see')} outputs compared`;
}

/**
 * @param {import('./steps.mjs').Type} step
 * @param {{ folder: string, env: NodeJS.ProcessEnv, packageManager: import('../src/arguments.mjs').Manager }} options
 * @returns {Promise<string>} what it printed
 */
async function type({ place, commands }, { folder, env, packageManager }) {
  const script = translate(commands, packageManager);
  const { code, output } = await run(['bash', '-euo', 'pipefail', '-c', script], { cwd: folder, env, mayFail: true });
  if (code !== 0) throw new StepFailed(failure([`${place}: ${script.trim()}`], `ended with exit code ${code}`, output));
  return output;
}
