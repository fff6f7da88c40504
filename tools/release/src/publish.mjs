// What is published, and whether it arrived as it should.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, StepFailed } from '../../run/command.mjs';
import { foreignRanges, leftoverRanges } from './manifests.mjs';

/** @typedef {import('./manifests.mjs').Manifest} Manifest */

/**
 * Writes a changeset and lets changesets raise the versions.
 * @param {string} clone @param {NodeJS.ProcessEnv} env
 * @param {{ name: string, part: 'major' | 'minor' | 'patch' }} [change] without it, those that are waiting
 */
export async function raiseVersions(clone, env, change) {
  if (change !== undefined) {
    const text = `---\n"${change.name}": ${change.part}\n---\n\nRehearsal of a ${change.part} release.\n`;
    await writeFile(join(clone, '.changeset', `rehearsal-${change.part}.md`), text);
  }
  await run(['changeset', 'version'], { cwd: clone, env });
  await run(['git', 'add', '--all'], { cwd: clone, env });
  await run(['git', 'commit', '--quiet', '--no-verify', '--allow-empty', '-m', 'versions'], { cwd: clone, env });
}

/**
 * Publishes whatever the registry lacks.
 * @param {string} clone @param {NodeJS.ProcessEnv} env
 */
export async function publish(clone, env) {
  await run(['changeset', 'publish'], { cwd: clone, env: onThisMachine(env) });
}

/**
 * Publishes one package as `next`, where nobody gets it who does not ask for it.
 * @param {string} folder of the package @param {NodeJS.ProcessEnv} env
 */
export async function publishNext(folder, env) {
  const command = ['pnpm', 'publish', '--tag', 'next', '--no-git-checks', '--access', 'public'];
  await run(command, { cwd: folder, env: onThisMachine(env) });
}

/**
 * The environment of a publishing command, once it is certain where that would publish to.
 * @param {NodeJS.ProcessEnv} env @returns {NodeJS.ProcessEnv}
 */
function onThisMachine(env) {
  const registry = env['npm_config_registry'];
  if (!registry?.startsWith('http://127.0.0.1:')) throw new Error(`a rehearsal never publishes to ${registry}`);
  return { ...env, NPM_CONFIG_PROVENANCE: 'false' }; // it needs the identity of a CI job
}

/**
 * A version's manifest as the registry gives it, with where its tarball is.
 * @param {string} registry @param {string} name @param {string} version
 * @returns {Promise<Manifest & { dist: { tarball: string } } | undefined>}
 */
export async function published(registry, name, version) {
  const answer = await fetch(`${registry}${name.replace('/', '%2f')}`);
  if (!answer.ok) return undefined;
  const { versions } = /** @type {any} */ (await answer.json());
  return versions[version];
}

/**
 * Every public package must be there, at its version, with ranges that strangers can resolve.
 * @param {ReadonlyMap<string, string>} versions by name
 * @param {string} registry
 * @returns {Promise<string>}
 */
export async function checkArrived(versions, registry) {
  /** @type {string[]} */
  const problems = [];
  for (const [name, version] of versions) {
    const manifest = await published(registry, name, version);
    if (manifest === undefined) problems.push(`${name}@${version} is not in the registry`);
    else {
      const wrong = [...leftoverRanges(manifest), ...foreignRanges(manifest, versions)];
      problems.push(...wrong.map((text) => `${name}@${version}: ${text}`));
    }
    if (version.startsWith('0.')) problems.push(`${name}@${version}: still 0.x; no changeset raises it`);
  }
  if (problems.length > 0) throw new StepFailed(problems.map((text) => `    ${text}`).join('\n'));
  return `${versions.size} packages`;
}

/**
 * Fetches every tarball from the registry.
 * @param {ReadonlyMap<string, string>} versions @param {string} registry @param {string} folder
 */
export async function fetchTarballs(versions, registry, folder) {
  await mkdir(folder, { recursive: true });
  for (const [name, version] of versions) {
    const manifest = await published(registry, name, version);
    if (manifest === undefined) throw new StepFailed(`${name}@${version} is not in the registry`);
    const answer = await fetch(manifest.dist.tarball);
    if (!answer.ok) throw new StepFailed(`${manifest.dist.tarball}: HTTP ${answer.status}`);
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
    await writeFile(join(folder, file), new Uint8Array(await answer.arrayBuffer()));
  }
}
