// A clone of the repository, in which versions are raised, packages built and published.
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../run/command.mjs';
import { plainEnvironment } from './environment.mjs';

/**
 * The repository's last commit in a folder of its own.
 * @param {string} root of the repository
 * @param {string} folder to be made
 * @param {boolean} workingTree whether files that are not committed come along
 */
export async function cloneRepository(root, folder, workingTree) {
  await run(['git', 'clone', '--quiet', '--no-hardlinks', root, folder], { cwd: root });
  for (const [key, value] of [
    ['user.name', 'rehearsal'],
    ['user.email', 'rehearsal@invalid'],
  ]) {
    await run(['git', 'config', /** @type {string} */ (key), /** @type {string} */ (value)], { cwd: folder });
  }
  const changed = await uncommitted(root);
  if (changed.length > 0 && !workingTree) {
    process.stderr.write(
      `${changed.length} uncommitted files are not rehearsed (--working-tree rehearses them), e.g. ${changed[0]}\n`,
    );
  }
  if (!workingTree) return;
  for (const file of changed) {
    await rm(join(folder, file), { force: true, recursive: true });
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(root, file), join(folder, file)).catch((error) => {
      if (error.code !== 'ENOENT') throw error; // deleted here, and now there
    });
  }
  await run(['git', 'add', '--all'], { cwd: folder });
  await run(['git', 'commit', '--quiet', '--allow-empty', '--no-verify', '-m', 'working tree'], { cwd: folder });
}

/** Files that differ from the last commit: changed, deleted, new. @param {string} root @returns {Promise<string[]>} */
async function uncommitted(root) {
  const ask = async (/** @type {string[]} */ args) =>
    (await run(['git', ...args, '-z'], { cwd: root })).stdout.split('\0').filter((file) => file !== '');
  const changed = await ask(['diff', '--name-only', '--no-renames', 'HEAD']);
  return [...new Set([...changed, ...(await ask(['ls-files', '--others', '--exclude-standard']))])];
}

/** The environment of commands in a clone. @param {string} clone @param {string} programs @returns {NodeJS.ProcessEnv} */
export function cloneEnvironment(clone, programs) {
  const env = plainEnvironment();
  return {
    ...env,
    PATH: `${programs}:${join(clone, 'node_modules', '.bin')}:${env.PATH}`,
    NX_NO_CLOUD: 'true',
    CI: 'true',
  };
}

/** Every public package. @param {string} clone @returns {Promise<import('./manifests.mjs').Manifest[]>} */
export async function publicManifests(clone) {
  const folder = join(clone, 'packages');
  const names = (await readdir(folder)).sort();
  const manifests = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name, 'package.json'), 'utf8'))),
  );
  return manifests.filter((manifest) => manifest.private !== true);
}
