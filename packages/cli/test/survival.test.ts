import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amnl, temporaryFolder } from './amnl.js';
import { type Cell, commandOf, finish, killAfter, survive, traces } from './survival/survive.js';

/** `pnpm test:survival` runs the whole matrix with ten kills each; `npm test` one cell of it with eight, one of each kind. */
const FULL = process.env['AMNL_SURVIVAL'] === 'full';
const ENGINES = [
  { engine: 'onnx', backend: 'cpu' },
  { engine: 'eager', backend: 'cpu' },
  { engine: 'eager', backend: 'wasm' },
] as const;
const MATRIX: Cell[] = ENGINES.flatMap((engine) =>
  ([1, 3] as const).flatMap((accumulate) =>
    (['plateau', 'cosine'] as const).map((scheduler) => ({ ...engine, accumulate, scheduler })),
  ),
);
const CELLS = FULL ? MATRIX : MATRIX.slice(2, 3);
const KILLS = FULL ? 10 : 8;

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--engines', '6']);
});
afterAll(remove);

describe.skipIf(process.platform === 'win32').each(CELLS)(
  '$engine on $backend, accumulation $accumulate, $scheduler',
  (cell) => {
    const name = Object.values(cell).join('-');
    const command = commandOf(cell, fleet);
    const whole = join(folder, `${name}-whole`);
    beforeAll(() => finish([...command, '--out', whole]), 120_000);

    test('killed at any moment and continued, the run is the one that was never interrupted, byte for byte', {
      timeout: 600_000,
    }, async () => {
      const path = join(folder, `${name}-killed`);
      const killedAt = await survive(command, path, KILLS, 1);
      expect(traces(path), `killed at ${killedAt.join(', ')}`).toEqual(traces(whole));
      expect(killedAt.length).toBeGreaterThanOrEqual(KILLS - 2); // late moments may lie beyond the end
    });

    test('SIGTERM ends it with 143 and a checkpoint; continued, it is the same run', { timeout: 120_000 }, async () => {
      const path = join(folder, `${name}-terminated`);
      const { code, stderr } = await amnl([...command, '--out', path], {
        onStart: (child) => {
          child.stderr?.on('data', (text) => {
            if (String(text).includes('epoch 1/')) child.kill('SIGTERM');
          });
        },
      });
      expect(code, stderr).toBe(143);
      expect(stderr).toContain('Interrupted by SIGTERM');
      await finish(['train', '--resume', path]);
      expect(traces(path)).toEqual(traces(whole));
    });
  },
);

test.runIf(FULL && process.platform !== 'win32')(
  'a run of 100 epochs, killed every few seconds, finishes and is the one that was never interrupted',
  { timeout: 600_000 },
  async () => {
    const command = commandOf({ engine: 'onnx', backend: 'cpu', accumulate: 1, scheduler: 'plateau' }, fleet, 100);
    const patient = ['--set', 'earlyStopPatience=1000'];
    const whole = join(folder, 'hundred-whole');
    await finish([...command, ...patient, '--out', whole]);
    const path = join(folder, 'hundred');
    let kills = 0;
    let next = [...command, ...patient, '--out', path];
    while (await killAfter(next, 2500)) {
      kills++;
      next = ['train', '--resume', path];
    }
    expect(kills).toBeGreaterThan(3);
    expect(traces(path)).toEqual(traces(whole));
  },
);
