import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amnl, TINY, temporaryFolder } from './amnl.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--engines', '6']);
});
afterAll(remove);

const long = ['train', '--data-dir', fleet, ...TINY, '--epochs', '500'];
const epochsOf = (path: string) => readFileSync(join(path, 'history.jsonl'), 'utf8').trimEnd().split('\n').length;
/** Sends a signal as soon as the first epoch is on disk. */
const after = (path: string, signal: NodeJS.Signals) => ({
  onStart(child: { kill(signal: NodeJS.Signals): unknown }) {
    const timer = setInterval(() => {
      if (!existsSync(join(path, 'history.jsonl'))) return;
      clearInterval(timer);
      child.kill(signal);
    }, 20);
  },
});

test.skipIf(process.platform === 'win32')('Ctrl-C ends after the epoch, with a final evaluation', async () => {
  const path = join(folder, 'interrupted');
  const { code, stderr } = await amnl([...long, '--out', path], after(path, 'SIGINT'));
  expect(code).toBe(130);
  expect(stderr).toContain('Stopping after this epoch');
  expect(stderr).not.toContain('error');
  const metrics = JSON.parse(readFileSync(join(path, 'metrics.json'), 'utf8'));
  expect(metrics).toMatchObject({ stopped_by: 'interrupt', epochs: epochsOf(path) });
  expect(metrics.epochs).toBeLessThan(500);
});

test.skipIf(process.platform === 'win32')(
  'SIGTERM ends at once; what is there is whole and can be evaluated',
  async () => {
    const path = join(folder, 'terminated');
    const { code, stderr } = await amnl([...long, '--out', path], after(path, 'SIGTERM'));
    expect(code).toBe(143);
    const lines = stderr.split('\n').filter((line) => /interrupt|error|stop/i.test(line));
    expect(lines).toEqual([
      expect.stringMatching(
        /^Interrupted by SIGTERM after \d+ epochs?\. .* keeps their history and the best weights: amnl evaluate /,
      ),
    ]);
    expect(readdirSync(path).sort()).toEqual(['checkpoints', 'config.json', 'history.jsonl', 'scaler.json']);
    expect(readdirSync(join(path, 'checkpoints')).sort()).toEqual(['best.safetensors', 'last.safetensors']);
    expect((await amnl(['evaluate', path])).code).toBe(0);
  },
);
