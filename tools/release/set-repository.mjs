// Writes into every published manifest which repository it is built in: `node tools/release/set-repository.mjs`, in the
// release job alone. Provenance needs it, and nothing else knows it: a fork that publishes names itself.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * @param {NodeJS.ProcessEnv} env of a GitHub Actions job
 * @returns {string} as npm compares it with the job's identity
 * @throws where the job's repository is not told, or is not one
 */
export function repositoryUrl({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository }) {
  if (!/^https:\/\/[^/\s]+$/.test(server ?? '') || !/^[\w.-]+\/[\w.-]+$/.test(repository ?? '')) {
    throw new Error(
      `GITHUB_SERVER_URL is '${server ?? ''}' and GITHUB_REPOSITORY is '${repository ?? ''}'. ` +
        'They must be https://HOST and OWNER/NAME, as a GitHub Actions job has them; this is run by the release job alone',
    );
  }
  return `git+${server}/${repository}.git`;
}

/**
 * @param {string} root of the repository
 * @param {string} url
 * @returns {Promise<string[]>} names of the packages whose manifest was written
 */
export async function setRepository(root, url) {
  const names = [];
  for (const folder of (await readdir(join(root, 'packages'))).sort()) {
    const path = join(root, 'packages', folder, 'package.json');
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    if (manifest.private) continue;
    manifest.repository = { type: 'git', url, directory: `packages/${folder}` };
    await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
    names.push(manifest.name);
  }
  return names;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const url = repositoryUrl(process.env);
    const names = await setRepository(fileURLToPath(new URL('../../', import.meta.url)), url);
    process.stdout.write(`${names.length} manifests name ${url}\n`);
  } catch (error) {
    process.stderr.write(`${/** @type {Error} */ (error).message}\n`);
    process.exitCode = 1;
  }
}
