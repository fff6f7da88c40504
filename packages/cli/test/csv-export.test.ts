import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleConfig } from '../src/fixtures/sample-config.js';
import { historyLine } from '../src/run-folder/history-plugin.js';
import { amnl, temporaryFolder } from './amnl.js';

const { path: folder, remove } = temporaryFolder();
afterAll(remove);

/** A run that has trained two epochs and is not done: no metrics, no scaler, no weights. */
let run: string;
let count = 0;
beforeEach(() => {
  run = join(folder, `run ${count++}`);
  mkdirSync(run);
  const record = {
    format: 'amnl-run',
    version: 1,
    config: sampleConfig('quick'),
    simulated: true,
    engine: 'onnx',
    backend: 'onnxruntime (cpu)',
    data: { checksum: 'abc' },
    started: '2026-11-26T00:41:54.004Z',
  };
  writeFileSync(join(run, 'config.json'), JSON.stringify(record));
  const line = (epoch: number, metrics: Record<string, number>) =>
    historyLine({ epoch, metrics, seconds: 2, samplesPerSecond: 10 }, { selection: 'holdout', simulated: true });
  writeFileSync(join(run, 'history.jsonl'), `${line(0, { loss: 0.1 })}\n${line(1, { loss: 0.3, val_loss: 1 / 3 })}\n`);
});

const TABLE = [
  'epoch,seconds,samplesPerSecond,selection,simulated,loss,val_loss',
  '0,2,10,holdout,1,0.1,',
  '1,2,10,holdout,1,0.3,0.3333333333333333',
  '',
].join('\n');

describe('amnl export --format csv', () => {
  test('writes the history of a run that is not done into its folder, and says that the fleet was simulated', async () => {
    const { code, stdout, stderr } = await amnl(['export', run, '--format', 'csv']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(readFileSync(join(run, 'history.csv'), 'utf8')).toBe(TABLE);
    expect(stderr).toContain('simulated fleet');
    expect(stderr).toContain(`The history (2 epochs) is in ${join(run, 'history.csv')}`);
  });

  test('writes where --output says, and not over the history itself', async () => {
    const output = join(folder, 'elsewhere.csv');
    expect(await amnl(['export', run, '--format', 'csv', '--output', output])).toMatchObject({ code: 0 });
    expect(readFileSync(output, 'utf8')).toBe(TABLE);
    expect(existsSync(join(run, 'history.csv'))).toBe(false);
    const history = join(run, 'history.jsonl');
    const before = readFileSync(history, 'utf8');
    const refused = await amnl(['export', run, '--format', 'csv', '--output', history]);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--output would overwrite the input.*CLI_USAGE/s),
    });
    expect(readFileSync(history, 'utf8')).toBe(before);
  });

  test.each([
    ['no history yet', undefined, /there is no epoch in .*history\.jsonl\. Wait until the run has finished one/s],
    ['an empty history', '', /there is no epoch in .*history\.jsonl/s],
    ['a damaged line', '{"epoch":0', /line 1 of .*history\.jsonl is not JSON/s],
    ['lines with metrics of their own each', manyMetrics(), /so many different metrics.*Read the file itself/s],
  ])('refuses a run with %s', async (_, history, message) => {
    if (history === undefined) run = await withoutHistory();
    else writeFileSync(join(run, 'history.jsonl'), history);
    const { code, stderr } = await amnl(['export', run, '--format', 'csv']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
    expect(stderr).toContain('CLI_RUN_INVALID');
    expect(existsSync(join(run, 'history.csv'))).toBe(false);
  });

  test('refuses what is no run folder, and a format that there is not', async () => {
    expect(await amnl(['export', folder, '--format', 'csv'])).toMatchObject({ code: 2, stdout: '' });
    const known = { code: 2, stderr: expect.stringContaining('expected one of onnx, onnx-raw, csv') };
    expect(await amnl(['export', run, '--format', 'xlsx'])).toMatchObject(known);
    expect(await amnl(['export', run, '--format', 'constructor'])).toMatchObject(known);
  });
});

async function withoutHistory(): Promise<string> {
  const other = join(folder, 'without');
  mkdirSync(other);
  writeFileSync(join(other, 'config.json'), readFileSync(join(run, 'config.json')));
  return other;
}

/** Ten thousand epochs of ten thousand metrics: a megabyte that would make a table of a hundred million cells. */
function manyMetrics(): string {
  return Array.from({ length: 10_000 }, (_, epoch) => {
    const record = { epoch, metrics: { [`m${epoch}`]: 1 }, seconds: 1, samplesPerSecond: 1 };
    return `${historyLine(record, { selection: 'test', simulated: true })}\n`;
  }).join('');
}
