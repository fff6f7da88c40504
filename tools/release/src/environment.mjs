// The environment of a stranger: no folder of this repository on the path, no setting of this user, our registry.
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Programs of package managers, by their files: the starters that pnpm makes would add the workspace's folders. */
const PROGRAMS = {
  pnpm: join(root, '.tools', 'node_modules', 'pnpm', 'bin', 'pnpm.cjs'),
  yarn: createRequire(import.meta.url).resolve('@yarnpkg/cli-dist/bin/yarn.js'),
};

/** The variables that a package manager sets for its scripts, and those with which a user configures one. */
const OF_A_MANAGER = /^(npm_|pnpm_|yarn_|init_cwd$|node_path$|node_env$|ci$)/i;

/** This process's environment without a package manager's settings or the folders of a workspace. */
export function plainEnvironment() {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_A_MANAGER.test(name)));
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !/node_modules[\\/]\.bin/.test(folder));
  return { ...env, PATH: path.join(delimiter) };
}

/**
 * A folder for a Node, in which `node`, `pnpm` and `yarn` are the ones that a consumer should meet.
 * @param {string} folder
 * @param {string} node its binary
 */
export async function makePrograms(folder, node) {
  await mkdir(folder, { recursive: true });
  await symlink(node, join(folder, 'node'));
  for (const [name, file] of Object.entries(PROGRAMS)) {
    await writeFile(join(folder, name), `#!/bin/sh\nexec node '${file}' "$@"\n`);
    await chmod(join(folder, name), 0o755);
  }
}

/**
 * Files that point every package manager at a registry, with caches of their own.
 * @param {string} temp @param {string} registry
 * @returns {Promise<{ npmrc: string, env: NodeJS.ProcessEnv }>} the path of the `.npmrc`, and the variables that name it
 */
export async function makeSettings(temp, registry) {
  const npmrc = join(temp, 'npmrc');
  const cache = join(temp, 'cache');
  await mkdir(cache, { recursive: true });
  await writeFile(npmrc, `registry=${registry}\n${registry.replace(/^http:/, '')}:_authToken=rehearsal\n`);
  const env = {
    // changesets looks at this variable alone, spelt like this, and goes to npm's own registry without it.
    npm_config_registry: registry,
    NPM_CONFIG_USERCONFIG: npmrc,
    NPM_CONFIG_GLOBALCONFIG: join(temp, 'no-npmrc'), // no login of this machine is within reach
    NPM_CONFIG_CACHE: join(cache, 'npm'),
    NPM_CONFIG_AUDIT: 'false',
    NPM_CONFIG_FUND: 'false',
    NPM_CONFIG_UPDATE_NOTIFIER: 'false',
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_NODE_LINKER: 'node-modules',
    YARN_GLOBAL_FOLDER: join(cache, 'yarn'),
    YARN_NPM_MINIMAL_AGE_GATE: '0', // by itself yarn takes no version that is younger than a day
    YARN_ENABLE_TELEMETRY: 'false',
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    NO_COLOR: '1',
    // Otherwise every install of onnxruntime-node on Linux fetches CUDA libraries, from elsewhere than the registry.
    // The check `bare-install` goes without this.
    ONNXRUNTIME_NODE_INSTALL: 'skip',
    NO_PROXY: withLoopback('NO_PROXY'),
    no_proxy: withLoopback('no_proxy'),
  };
  return { npmrc, env };
}

/** @param {string} variable */
const withLoopback = (variable) => [process.env[variable], '127.0.0.1', 'localhost'].filter(Boolean).join(',');
