import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const run = join(folder, 'run');
const NOTE = 'no health state was trained (loss rul)';

const good = async (...args: string[]) => {
  const { code, stdout, stderr } = await amnlHere(args);
  expect(code, stderr).toBe(0);
  return { stdout, stderr };
};

let told = '';
beforeAll(async () => {
  await good('data', 'simulate', '--out', fleet, '--units', '6');
  told = (await good('train', '--data-dir', fleet, ...TINY, '--loss', 'rul', '--out', run)).stderr;
});
afterAll(remove);

const text = (name: string) => readFileSync(join(run, name), 'utf8');

test('training says twice, and with nothing else about it, that no health state was trained', () => {
  expect(told.split(NOTE)).toHaveLength(3);
  expect(told).toContain('  loss    rul (no health state was trained');
  expect(told).not.toMatch(/does not depend|no metric 'health_loss'/);
});

test('so do metrics.json, the report, both ONNX files, evaluate and predict', async () => {
  expect(JSON.parse(text('metrics.json')).health_note).toContain(NOTE);
  for (const name of ['report.html', 'model.onnx', 'model-raw.onnx']) expect(text(name), name).toContain(NOTE);
  const evaluated = await good('evaluate', run, '--json');
  expect(JSON.parse(evaluated.stdout).health_note).toContain(NOTE);
  expect(evaluated.stderr).toContain(`  health  ${NOTE}`);
  const predicted = await good('predict', run, '--input', join(fleet, 'test_FD001.txt'), '--json', '--last');
  expect(predicted.stderr).toContain(NOTE);
  for (const { rul, health } of JSON.parse(predicted.stdout)) {
    expect(health).toBe(rul > 50 ? 'healthy' : rul > 15 ? 'degrading' : 'critical');
  }
});

test('a run of both tasks says nothing of it, and a changed loss is no resume', async () => {
  const other = join(folder, 'other');
  const { stderr } = await good('train', '--data-dir', fleet, ...TINY, '--loss', 'gaba', '--out', other);
  expect(stderr).toContain('  loss    gaba\n');
  expect(stderr).not.toContain(NOTE);
  const again = await amnlHere([
    'train',
    '--data-dir',
    fleet,
    ...TINY,
    '--epochs',
    '2',
    '--loss',
    'pcgrad',
    '--resume',
    other,
  ]);
  expect(again.code).not.toBe(0);
  expect(again.stderr).toContain('loss');
});
