import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
afterAll(remove);

let count = 0;
const place = () => join(folder, `plan-${count++}`);
const linesIn = (out: string) =>
  readFileSync(join(out, 'plan.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** A file that says what a plan is made of. */
function file(content: unknown): string {
  const path = join(folder, `sweep-${count++}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('sweep define', () => {
  test('makes the same plan of flags and of a file', async () => {
    const [byFlags, byFile] = [place(), place()];
    const vary = ['--vary', 'learningRate=1e-4..1e-2:log', '--points', '2', '--method', 'random', '--draw', '3'];
    const flags = [
      '--preset',
      'quick',
      '--grid',
      'window=20,30',
      ...vary,
      '--subsets',
      'FD001,FD003',
      '--seeds',
      '1,2',
    ];
    const { code, stderr } = await amnlHere(['sweep', 'define', ...flags, '--folds', '2', '--out', byFlags]);
    expect(code, stderr).toBe(0);
    const said = file({
      settings: { preset: 'quick' },
      grid: { window: [20, 30] },
      vary: { learningRate: { from: 1e-4, to: 1e-2, scale: 'log' } },
      points: 2,
      method: 'random',
      draw: 3,
      subsets: ['FD001', 'FD003'],
      seeds: [1, 2],
      folds: 2,
    });
    await amnlHere(['sweep', 'define', said, '--out', byFile]);
    expect(linesIn(byFile)).toEqual(linesIn(byFlags));
    expect(linesIn(byFile)).toHaveLength(2 * 2 * 2 * 2 * 2);
  });

  test('takes flags for what a file says, too', async () => {
    const out = place();
    const said = file({ settings: { preset: 'quick', window: 20 }, seeds: [1, 2, 3] });
    await amnlHere(['sweep', 'define', said, '--seeds', '7', '--set', 'window=25', '--out', out]);
    expect(linesIn(out).map(({ config }) => [config.seed, config.window])).toEqual([[7, 25]]);
  });

  test('twice is once', async () => {
    const out = place();
    for (const _ of [1, 2]) expect((await amnlHere(['sweep', 'define', '--seeds', '1..2', '--out', out])).code).toBe(0);
    const { code, stderr } = await amnlHere(['sweep', 'define', '--seeds', '1..3', '--out', out]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('(CLI_PLAN_EXISTS)') });
    expect(linesIn(out)).toHaveLength(2);
  });

  test.each([
    [['--grid', 'windwo=1,2'], /unknown setting 'windwo' \(from --grid\).*CLI_CONFIG_INVALID/],
    [['--grid', 'window'], /--grid is 'window'.*CLI_USAGE/],
    [['--seeds', '1..1000000'], /more than 10000 values.*CLI_USAGE/],
    [['--grid', 'seed=1', '--seeds', '1'], /'seed' is varied twice.*CLI_PLAN_INVALID/],
    [['--vary', 'dropout=0..0.5'], /--vary and --points go together.*CLI_USAGE/],
    [['--points', '3'], /--vary and --points go together.*CLI_USAGE/],
    [['--vary', 'dropout=0..0.5', '--points', '0'], /--points is '0'.*CLI_USAGE/],
    [['--method', 'sobol'], /--method is 'sobol': expected one of latin, random.*CLI_USAGE/],
    [['--subsets', 'FD001,FD009'], /'dataset' \(from --subsets\) is "FD009".*CLI_CONFIG_INVALID/],
    [['--folds', '1'], /--folds is '1'.*CLI_USAGE/],
    [['--config', 'amnl.config.mjs'], /has code, and a plan has settings alone.*CLI_USAGE/],
    [[file('{')], /is not JSON.*CLI_PLAN_INVALID/],
    [[file({ grdi: {} })], /Unrecognized key: "grdi".*CLI_PLAN_INVALID/],
    [[file({ grid: { window: [] } })], /at 'grid\.window'.*CLI_PLAN_INVALID/],
    [[file({ vary: { dropout: { from: 0, to: 1, scle: 'log' } }, points: 2 })], /"scle".*CLI_PLAN_INVALID/],
    [[file({ settings: { windwo: 3 } })], /unknown setting 'windwo' \(from 'settings' of .*CLI_CONFIG_INVALID/],
    [[join(folder, 'nowhere.json')], /does not exist.*CLI_PLAN_INVALID/],
  ] as const)('%j is refused before anything is written', async (args, reason) => {
    const out = place();
    const { code, stdout, stderr } = await amnlHere(['sweep', 'define', ...args, '--out', out]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(out)).toBe(false);
  });
});

describe('a plan that nobody has trained yet', () => {
  const out = place();
  const plan = join(out, 'plan.jsonl');
  const define = () => amnlHere(['sweep', 'define', '--preset', 'quick', '--seeds', '1..2', '--out', out]);

  test('is shown as it stands', async () => {
    await define();
    const { code, stdout } = await amnlHere(['sweep', 'status', out]);
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'run  folder  state      epoch  best so far  on',
      '0    seed1   not begun    0/4',
      '1    seed2   not begun    0/4',
      '',
    ]);
  });

  test('has no figures to collect, and no files of them', async () => {
    await define();
    const refused = await amnlHere(['sweep', 'collect', out]);
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/0 of 2 runs are done, 2 not begun, so .*CLI_SWEEP_UNFINISHED/);
    const { stdout, stderr } = await amnlHere(['sweep', 'collect', out, '--partial']);
    expect(stdout).toMatch(/0 of 2 +n\/a +n\/a +n\/a/);
    expect(stderr).toMatch(/^note: UNFINISHED: 0 of 2 runs are done/m);
    expect(existsSync(join(out, 'runs.csv'))).toBe(false);
  });

  test.each([
    [['--plan', plan], /--plan and --index go together/],
    [['--index', '0'], /--plan and --index go together/],
    [['--plan', plan, '--index', '2'], /--index is 2, and the runs of .* are 0 to 1/],
    [['--plan', plan, '--index', '-1'], /--index is '-1'/],
    [['--plan', plan, '--index', '0', '--set', 'window=3'], /--set is decided by the plan/],
    [['--plan', plan, '--index', '0', '--epochs', '3'], /--epochs is decided by the plan/],
    [['--plan', plan, '--index', '0', '--out', 'x'], /--out is decided by the plan/],
    [['--plan', plan, '--index', '0', '--stop-after', '0'], /--stop-after is '0'/],
    [['--seeds', '1,2', '--seed', '3'], /--seed is for one run, and --seeds trains several/],
    [['--seeds', '1,2', '--track', 'mlflow'], /--track is for one run, and --seeds trains several/],
    [['--folds', '2', '--stop-after', '1'], /--stop-after ends one run early/],
  ] as const)('train %j is refused', async (args, reason) => {
    await define();
    const { code, stderr } = await amnlHere(['train', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
  });

  test('cannot be halved where runs would be chosen by the test units, nor after its end', async () => {
    const [tested, held] = [place(), place()];
    await amnlHere(['sweep', 'define', '--grid', 'window=20,40', '--selection', 'test', '--out', tested]);
    const { stderr } = await amnlHere(['sweep', 'run', tested, '--halving', '1']);
    expect(stderr).toMatch(/cannot be halved: runs would be chosen by the test units.*CLI_PLAN_INVALID/);
    // Of one's own data, too, of which a plan knows little before they are read.
    await amnlHere([
      'sweep',
      'define',
      '--data',
      'pumps.csv',
      '--grid',
      'window=20,40',
      '--epochs',
      '4',
      '--out',
      held,
    ]);
    const late = await amnlHere(['sweep', 'run', held, '--halving', '4']);
    expect(late.stderr).toMatch(/--halving is 4, and runs end after 4 epochs.*CLI_USAGE/);
  });

  test('is not a run', async () => {
    await define();
    const { stderr } = await amnlHere(['train', '--resume', out]);
    expect(stderr).toMatch(/has the runs of a plan.*amnl sweep.*CLI_RUN_INVALID/);
  });

  test('whose folder has another run is not shown as if it were its own', async () => {
    const other = place();
    await amnlHere(['sweep', 'define', '--preset', 'quick', '--seeds', '1..2', '--out', other]);
    mkdirSync(join(other, 'seed1'));
    writeFileSync(join(other, 'seed1', 'config.json'), '{"format":"amnl-run"}');
    for (const command of ['status', 'collect', 'run']) {
      const { code, stderr } = await amnlHere(['sweep', command, other]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('(CLI_RUN_INVALID)') });
    }
  });
});

test.each(['status', 'collect', 'run'])('sweep %s of a folder without a plan says so', async (command) => {
  const { code, stderr } = await amnlHere(['sweep', command, folder]);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/plan\.jsonl cannot be read.*CLI_PLAN_INVALID/),
  });
});
