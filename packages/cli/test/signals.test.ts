import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amnl, ENDLESS, TINY, temporaryFolder } from './amnl.js';
import { afterAnEpoch, epochsOf } from './survival/survive.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
});
afterAll(remove);

const long = ['train', '--data-dir', fleet, ...TINY, ...ENDLESS];
describe.skipIf(process.platform === 'win32')('a signal', () => {
  // What SIGTERM does, and a second signal, is in killed.survival.test.ts.
  test.each([['SIGINT', 130]] as const)(
    '%s ends the run after its step with code %i; all is saved, and the message says how to go on',
    async (signal, expected) => {
      const path = join(folder, `run with ${signal}`);
      const { code, stderr } = await amnl([...long, '--out', path], afterAnEpoch(path, signal));
      expect(code, stderr).toBe(expected);
      expect(stderr.trimEnd().split('\n').at(-1)).toBe(
        `Interrupted by ${signal} after ${epochsOf(path)} complete epoch${epochsOf(path) === 1 ? '' : 's'}; everything is saved. Resume with: amnl train --resume '${path}'`,
      );
      expect(stderr).not.toMatch(/error/i);
      expect(readdirSync(path).sort()).toEqual([
        'checkpoints',
        'config.json',
        'history.jsonl',
        'report.html',
        'scaler.json',
        'steps.jsonl',
        'timings.json',
      ]);
      expect(readFileSync(join(path, 'report.html'), 'utf8')).toContain('"state":"interrupted"');
      expect((await amnl(['evaluate', path])).code).toBe(0);
      const resumed = await amnl(['train', '--resume', path, '--epochs', String(epochsOf(path) + 1)]);
      expect(resumed.code, resumed.stderr).toBe(0);
      expect(JSON.parse(readFileSync(join(path, 'metrics.json'), 'utf8')).epochs).toBe(epochsOf(path));
    },
  );
});
