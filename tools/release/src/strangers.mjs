// The environment of a stranger: no folder of this repository on the path, no setting of this user, a registry of its own.
import { chmod, cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHROMIUM } from '../../vitest/chromium.mjs';
import { root } from './release.mjs';

/** The variables that a package manager sets for its scripts, and those with which a user configures one. */
const OF_A_MANAGER = /^(npm_|pnpm_|yarn_|init_cwd$|node_path$|node_env$|ci$)/i;

const require = createRequire(import.meta.url);

/** Programs of package managers, by their files: the starters that pnpm makes would add the workspace's folders. */
const PROGRAMS = {
  pnpm: join(root, '.tools', 'node_modules', 'pnpm', 'bin', 'pnpm.cjs'),
  yarn: require.resolve('@yarnpkg/cli-dist/bin/yarn.js'),
};

/** This process's environment without a package manager's settings or the folders of a workspace. */
export function plainEnvironment() {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_A_MANAGER.test(name)));
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !/node_modules[\\/]\.bin/.test(folder));
  return { ...env, PATH: path.join(delimiter) };
}

/**
 * A stranger who has this Node, every package manager with a cache of its own, and knows one registry.
 * @param {string} temp @param {string} node its binary @param {string} registry
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function stranger(temp, node, registry) {
  const bin = await mkdtemp(join(temp, 'bin-'));
  await symlink(node, join(bin, 'node'));
  for (const [name, file] of Object.entries(PROGRAMS)) {
    await writeFile(join(bin, name), `#!/bin/sh\nexec node '${file}' "$@"\n`);
    await chmod(join(bin, name), 0o755);
  }
  const npmrc = join(temp, 'npmrc');
  const login = `${registry.replace('http:', '')}:_authToken=rehearsal`;
  await writeFile(npmrc, `registry=${registry}\n${login}\naudit=false\nfund=false\nupdate-notifier=false\n`);
  const plain = plainEnvironment();
  const noProxy = [process.env['NO_PROXY'], '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  return {
    ...plain,
    PATH: `${bin}${delimiter}${plain.PATH}`,
    npm_config_registry: registry, // changesets looks at this variable alone, spelt like this
    NPM_CONFIG_USERCONFIG: npmrc,
    NPM_CONFIG_GLOBALCONFIG: join(temp, 'no-npmrc'), // no login of this machine is within reach
    NPM_CONFIG_CACHE: join(temp, 'cache', 'npm'),
    NPM_CONFIG_PROVENANCE: 'false', // it needs the identity of a CI job
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_NODE_LINKER: 'node-modules',
    YARN_GLOBAL_FOLDER: join(temp, 'cache', 'yarn'),
    YARN_NPM_MINIMAL_AGE_GATE: '0', // by itself yarn takes no version that is younger than a day
    YARN_ENABLE_TELEMETRY: 'false',
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    ONNXRUNTIME_NODE_INSTALL: 'skip', // else every install fetches CUDA libraries, from elsewhere than the registry
    NO_COLOR: '1',
    CHROMIUM,
    PLAYWRIGHT_CORE: require.resolve('playwright-core'),
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
}

/** A project of its own. @param {string} cwd @param {object} manifest */
export async function makeProject(cwd, manifest) {
  await writeFile(join(cwd, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(cwd, 'yarn.lock'), ''); // tells yarn that no folder above belongs to it
}

/** The folder `consumer/`, with every package. @param {string} cwd @param {ReadonlyMap<string, string>} versions */
export async function copyConsumer(cwd, versions) {
  await cp(fileURLToPath(new URL('../consumer', import.meta.url)), cwd, { recursive: true });
  const manifest = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'));
  for (const [name, version] of versions) manifest.dependencies[name] = `^${version}`;
  await makeProject(cwd, manifest);
}
