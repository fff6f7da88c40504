// The tests of a folder, with a tfjs-node as the backend.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, root, run, say } from '../../run/setup.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'test-native-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/**
 * Runs files of a folder with a package as the backend.
 * @param {string} project where the package is
 * @param {string} folder @param {readonly string[]} files
 * @returns {Promise<import('./known.mjs').Result[]>}
 */
export async function resultsOf(project, folder, files) {
  say(`${folder} ${files.join(' ')}`);
  const report = join(scratch, 'results.json');
  rmSync(report, { force: true });
  const config = join(root, 'tools', 'tfjs-node', 'vitest.config.ts');
  const code = await run('vitest', ['run', '--config', config, '--root', '.', ...files], {
    cwd: join(root, folder),
    env: { ...environment, AMNL_NATIVE: project, AMNL_NATIVE_RESULTS: report },
  });
  try {
    const results = /** @type {import('./known.mjs').Result[]} */ (JSON.parse(readFileSync(report, 'utf8')));
    return results.map((result) => ({ ...result, name: `${folder}/${result.name}` }));
  } catch {
    return [{ name: folder, state: 'failed', message: `vitest ended with ${code} before it could say what passed` }];
  }
}
