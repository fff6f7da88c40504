// A release in a clone of the repository: raised versions, a build, everything published.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, StepFailed } from '../../run/command.mjs';

/** The repository's folder. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** @typedef {{ cwd: string, env: NodeJS.ProcessEnv }} Where */

/**
 * What the next release publishes, published. The pnpm store is all that the clone shares with the original.
 * @param {Where} clone @returns {Promise<Map<string, string>>} versions by name
 */
export async function release(clone) {
  await run(['git', 'clone', '--quiet', '--no-hardlinks', root, clone.cwd], { cwd: root });
  await run(['pnpm', 'install', '--frozen-lockfile', '--prefer-offline'], clone);
  await run(['node', 'tools/release/compatibility.mjs'], clone); // as `pnpm release:version` does
  await raiseVersions(clone); // before the build, which may look at them
  await run(['nx', 'run-many', '-t', 'build', '-p', 'packages/*', '--outputStyle=static'], clone);
  await publish(['changeset', 'publish'], clone);
  const { stdout } = await run(['pnpm', 'ls', '--recursive', '--depth', '-1', '--json'], clone);
  /** @type {{ name: string, version: string, private?: boolean }[]} */
  const packages = JSON.parse(stdout).filter((/** @type {{ private?: boolean }} */ one) => !one.private);
  const early = packages.find(({ version }) => version.startsWith('0.'));
  if (early !== undefined) throw new StepFailed(`${early.name} is still 0.x: no changeset raises it`);
  return new Map(packages.map(({ name, version }) => [name, version]));
}

/**
 * Lets changesets raise the versions: those of the changesets that wait, and of one more.
 * @param {Where} clone @param {string} [minor] a package that has a minor change
 * @returns {Promise<string[]>} the manifests that this changed
 */
export async function raiseVersions(clone, minor) {
  const text = `---\n"${minor}": minor\n---\n\nRehearsed.\n`;
  if (minor !== undefined) await writeFile(join(clone.cwd, '.changeset', 'rehearsed.md'), text);
  await run(['changeset', 'version'], clone);
  const { stdout } = await run(['git', 'diff', '--name-only', '--', 'packages/*/package.json'], clone);
  const author = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@invalid'];
  await run(['git', ...author, 'commit', '--all', '--quiet', '--no-verify', '-m', 'versions'], clone);
  return stdout.trim().split('\n');
}

/** Runs a command that publishes, once it is certain where to. @param {readonly string[]} command @param {Where} where */
export async function publish(command, where) {
  const registry = where.env['npm_config_registry'];
  if (!registry?.startsWith('http://127.0.0.1:')) throw new Error(`a rehearsal never publishes to ${registry}`);
  await run(command, where);
}
