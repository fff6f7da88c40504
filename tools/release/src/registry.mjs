// verdaccio on a free port of this machine: our packages are local only, all others come through it from npm's registry.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { StepFailed } from '../../run/command.mjs';
import { plainEnvironment } from './environment.mjs';

const require = createRequire(import.meta.url);

/**
 * @param {string} storage @param {string} upstream
 * @returns {string} verdaccio's configuration
 */
const configuration = (storage, upstream) => `storage: ${JSON.stringify(storage)}
uplinks:
  upstream: { url: ${JSON.stringify(upstream)}, timeout: 120s, maxage: 60m, max_fails: 20, fail_timeout: 1s }
packages:
  '@amnl/*': { access: $all, publish: $all, unpublish: $all }
  'create-amnl-plugin': { access: $all, publish: $all, unpublish: $all }
  '**': { access: $all, proxy: upstream }
max_body_size: 200mb
web: { enable: false }
log: { type: stdout, format: pretty, level: warn }
`;

/**
 * Starts a registry and waits until it answers.
 * @param {string} temp folder for its storage, kept between two starts
 * @param {string} upstream the registry that npm is configured to use
 * @returns {Promise<{ url: string, stop: () => void }>} `url` ends in `/`
 */
export async function startRegistry(temp, upstream) {
  const folder = join(temp, 'registry');
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'config.yaml');
  const log = join(folder, 'registry.txt');
  await writeFile(config, configuration(join(folder, 'storage'), upstream));
  const port = await freePort();
  const program = join(dirname(require.resolve('verdaccio/package.json')), 'bin', 'verdaccio');
  const file = openSync(log, 'a');
  const child = spawn(process.execPath, [program, '--config', config, '--listen', `127.0.0.1:${port}`], {
    cwd: folder,
    env: plainEnvironment(),
    detached: true, // Ctrl-C reaches it through us, after the commands that use it
    stdio: ['ignore', file, file],
  });
  const url = `http://127.0.0.1:${port}/`;
  const stop = () => void child.kill('SIGKILL');
  for (let tries = 0; tries < 240; tries++) {
    if (child.exitCode !== null) break;
    if (await answers(url)) return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  stop();
  throw new StepFailed(`verdaccio did not start; it said:\n${await readFile(log, 'utf8')}`);
}

/** @param {string} url @returns {Promise<boolean>} */
async function answers(url) {
  try {
    return (await fetch(`${url}-/ping`)).ok;
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .on('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
        server.close(() => resolve(port));
      });
  });
}
