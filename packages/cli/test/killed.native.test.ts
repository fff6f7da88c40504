// The command line on the real library: found, interrupted, killed, continued.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amnl, temporaryFolder } from './amnl.js';
import { type Cell, commandOf, finish, signalledAt, survive, traces } from './survival/survive.js';

const cell: Cell = { engine: 'eager', backend: 'tensorflow', accumulate: 3, scheduler: 'plateau' };
const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const whole = join(folder, 'whole');
const command = commandOf(cell, fleet);
const here = process.cwd();

beforeAll(async () => {
  process.chdir(process.env['AMNL_NATIVE']!); // amnl finds tfjs-node in the folder where it is called
  await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
  await finish([...command, '--out', whole]);
});
afterAll(() => {
  process.chdir(here);
  remove();
});

test('doctor finds it', async () => {
  const { stdout } = await finish(['doctor', '--json']);
  const { findings } = JSON.parse(stdout) as { findings: { what: string; status: string; detail: string }[] };
  expect(findings).toContainEqual(
    expect.objectContaining({ what: 'backend tensorflow', detail: expect.stringContaining('@tensorflow/tfjs-node') }),
  );
  expect(findings.filter(({ what, status }) => what === 'backend tensorflow' && status === 'ok')).toHaveLength(1);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends a run with a checkpoint; continued, it is the whole run',
  async (signal) => {
    const path = join(folder, signal);
    const { code, stderr } = await signalledAt([...command, '--out', path], 'batch:ended:10', signal);
    expect(code, stderr).toBe(signal === 'SIGINT' ? 130 : 143);
    await finish(['train', '--resume', path]);
    expect(traces(path)).toEqual(traces(whole));
  },
);

test('killed four times and continued, it is the whole run, byte for byte', async () => {
  const path = join(folder, 'killed');
  const killedAt = await survive(command, path, 4, 1);
  expect(traces(path), `killed at ${killedAt.join(', ')}`).toEqual(traces(whole));
  expect(killedAt.length).toBeGreaterThan(1);
});
