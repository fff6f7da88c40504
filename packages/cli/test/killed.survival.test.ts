import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amnl, ENDLESS, TINY, temporaryFolder } from './amnl.js';
import {
  afterAnEpoch,
  type Cell,
  commandOf,
  epochsOf,
  finish,
  killAt,
  signalledAt,
  survive,
  traces,
} from './survival/survive.js';

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
const KILLS = 10;

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
});
afterAll(remove);

describe.skipIf(process.platform === 'win32').each(MATRIX)(
  '$engine on $backend, accumulation $accumulate, $scheduler',
  (cell) => {
    const name = Object.values(cell).join('-');
    const command = commandOf(cell, fleet);
    const whole = join(folder, `${name}-whole`);
    beforeAll(() => finish([...command, '--out', whole]));

    test('killed at any moment and continued, the run is the one that was never interrupted, byte for byte', async () => {
      const path = join(folder, `${name}-killed`);
      const killedAt = await survive(command, path, KILLS, 1);
      expect(traces(path), `killed at ${killedAt.join(', ')}`).toEqual(traces(whole));
      expect(killedAt.length).toBeGreaterThanOrEqual(KILLS - 2); // late moments may lie beyond the end
    });

    test('SIGTERM ends it with 143 and a checkpoint; continued, it is the same run', async () => {
      const path = join(folder, `${name}-terminated`);
      const { code, stderr } = await signalledAt([...command, '--out', path], 'batch:ended:10', 'SIGTERM');
      expect(code, stderr).toBe(143);
      expect(stderr).toContain('Interrupted by SIGTERM');
      await finish(['train', '--resume', path]);
      expect(traces(path)).toEqual(traces(whole));
    });
  },
);

test.skipIf(process.platform === 'win32')(
  'a run of 100 epochs, killed again and again, finishes and is the one that was never interrupted',
  async () => {
    const command = commandOf({ engine: 'onnx', backend: 'cpu', accumulate: 1, scheduler: 'plateau' }, fleet, 100);
    const patient = ['--set', 'earlyStopPatience=1000'];
    const whole = join(folder, 'hundred-whole');
    await finish([...command, ...patient, '--out', whole]);
    const path = join(folder, 'hundred');
    // By what it has done, some ten epochs a life: by the clock a busy machine's lives would end before they begin.
    const moments = ['eval:ended:11', 'batch:ended:60', 'fs:rename:40', 'eval:started:9'];
    let kills = 0;
    let next = [...command, ...patient, '--out', path];
    while (await killAt(next, moments[kills % moments.length]!)) {
      kills++;
      next = ['train', '--resume', path];
    }
    expect(kills).toBeGreaterThan(3);
    expect(traces(path)).toEqual(traces(whole));
  },
);

test.skipIf(process.platform === 'win32')(
  'a second signal ends the process at once, and the run can go on',
  async () => {
    const path = join(folder, 'twice');
    const long = ['train', '--data-dir', fleet, ...TINY, ...ENDLESS, '--out', path];
    const { code } = await amnl(long, afterAnEpoch(path, 'SIGINT', 'SIGTERM'));
    expect([130, 143]).toContain(code); // the first may have done its work before the second came
    await finish(['train', '--resume', path, '--epochs', String(epochsOf(path) + 1)]);
  },
);
