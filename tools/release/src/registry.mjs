// verdaccio on a free port of this machine: our packages are local, all others come through it from npm's registry.
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runServer } from 'verdaccio';

const LOCAL = { access: '$all', publish: '$all', unpublish: '$all' };

/**
 * @param {string} folder for its storage @param {string} upstream the registry that npm is configured to use
 * @returns {Promise<string>} its address, with a slash at the end; it ends with this process
 */
export async function startRegistry(folder, upstream) {
  await mkdir(folder, { recursive: true });
  const server = await runServer(
    /** @type {any} */ ({
      configPath: join(folder, 'config.yaml'), // relative paths begin beside it
      storage: join(folder, 'storage'),
      uplinks: { upstream: { url: upstream, timeout: '120s', maxage: '60m', max_fails: 20, fail_timeout: '1s' } },
      packages: { '@amnl/*': LOCAL, 'create-amnl-plugin': LOCAL, '**': { access: '$all', proxy: 'upstream' } },
      max_body_size: '200mb',
      web: { enable: false },
      log: { type: 'stdout', format: 'pretty', level: 'fatal' },
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}/`;
}
