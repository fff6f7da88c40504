import { execFile, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amnl, TINY, temporaryFolder } from './amnl.js';
import { type Service, start } from './service.js';

// Schemathesis makes requests of what the service says of itself, right and wrong ones, and compares the answers with it. Needs
// `pip install schemathesis` for what tools/run/viewers.sh sets up, or on the path.
const own = fileURLToPath(new URL('../../../.tools/schemathesis/bin/schemathesis', import.meta.url));
const program = existsSync(own) ? own : 'schemathesis';
const installed = spawnSync(program, ['--version'], { timeout: 240_000 }).status === 0;

const { path: folder, remove } = temporaryFolder();
let service: Service | undefined;

beforeAll(async () => {
  if (!installed) return;
  const fleet = join(folder, 'fleet');
  await amnl(['data', 'simulate', '--out', fleet, '--units', '4']);
  const run = join(folder, 'run');
  const { code, stderr } = await amnl(['train', '--data-dir', fleet, ...TINY, '--out', run]);
  expect(code, stderr).toBe(0);
  service = await start(run);
});
afterAll(() => {
  service?.child.kill('SIGKILL');
  remove();
});

test.skipIf(!installed)('a fuzzer that reads the description finds nothing', async () => {
  // Too many rows are refused with 413, which it does not expect. What no schema can say, as that columns are equally long, is
  // refused with 400: that everything is accepted that fits the schema is not asked.
  const settings =
    '[checks]\npositive_data_acceptance.enabled = false\nnegative_data_rejection.expected-statuses = [400, 404, 405, 413, 415, 422]\n';
  writeFileSync(join(folder, 'schemathesis.toml'), settings);
  const args = ['run', `${service!.url}/openapi.json`, '--seed', '1', '--max-examples', '30', '--no-color'];
  const { stdout } = await promisify(execFile)(program, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toMatch(/No issues found/);
  const counted = await (await fetch(`${service!.url}/metrics`)).text();
  const answered = (status: number) =>
    Number(new RegExp(`predict",status="${status}"} (\\d+)`).exec(counted)?.[1] ?? 0);
  expect(answered(200)).toBeGreaterThan(0);
  expect(answered(400)).toBeGreaterThan(0);
});
