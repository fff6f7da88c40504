import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillUniform } from '@amnl/core-loop';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { amnl, temporaryFolder } from './amnl.js';
import { gone, killAll, start, until } from './going-on.js';
import { epochsOf, finish, killAt, signalledAt, traces } from './survival/survive.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const whole = join(folder, 'whole');
const RUNS = ['window10-seed1', 'window10-seed2', 'window12-seed1', 'window12-seed2'];
/** The smallest network that is still the whole one, some steps an epoch, a checkpoint every second one. */
const SETTINGS = [
  'hidden=4',
  'channels=4',
  'heads=2',
  'funnel=8',
  'stride=10',
  'batchSize=16',
  'checkpointSteps=2',
  'pool=2',
];
const define = (out: string, ...more: string[]) =>
  finish([
    ...['sweep', 'define', '--data-dir', fleet, '--epochs', '4', '--seeds', '1..2'],
    ...(more.length > 0 ? more : ['--grid', 'window=10,12']),
    ...SETTINGS.flatMap((setting) => ['--set', setting]),
    ...['--selection', 'holdout', '--set', 'scheduler=cosine', '--out', out],
  ]);

beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
  await define(whole);
  await finish(['sweep', 'run', whole, '--jobs', '2']);
});
afterEach(killAll);
afterAll(remove);

const plan = (place: string) => join(place, 'plan.jsonl');
const expectWhole = (place: string) => {
  for (const run of RUNS) expect(traces(join(place, run)), run).toEqual(traces(join(whole, run)));
  expect(readdirSync(place).sort()).toEqual(['plan.jsonl', ...RUNS]);
  for (const run of RUNS) expect(existsSync(join(place, run, 'run.lock')), run).toBe(false);
};
const historiesIn = (place: string) =>
  RUNS.map((run) => join(place, run)).filter((path) => existsSync(join(path, 'history.jsonl')));
/** Whole epochs of all runs together. */
const epochsIn = (place: string) => historiesIn(place).reduce((sum, path) => sum + epochsOf(path), 0);

describe('train --plan', () => {
  const place = join(folder, 'one');
  beforeAll(() => define(place));
  const again = ['train', '--plan', plan(place), '--index', '1'];

  test('is train --config, byte for byte', async () => {
    const { config } = JSON.parse(readFileSync(plan(place), 'utf8').split('\n')[3]!);
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    const out = join(folder, 'by-config');
    await finish(['train', '--config', join(folder, 'config.json'), '--out', out]);
    expect(traces(out)).toEqual(traces(join(whole, RUNS[3]!)));
  });

  test('begins, resumes after a kill at any moment, and has nothing to do when it is done', async () => {
    for (const moment of ['fs:open:1', 'batch:ended:3', 'fs:rename:2', 'eval:started:1', 'fs:write:5']) {
      expect(await killAt(again, moment), moment).toBe(true);
    }
    await finish(again);
    expect(traces(join(place, RUNS[1]!))).toEqual(traces(join(whole, RUNS[1]!)));
    const before = readFileSync(join(place, RUNS[1]!, 'metrics.json'), 'utf8');
    const { stdout, stderr } = await finish([...again, '--json']);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(before));
    expect(stderr).toBe('Run 1 (window10-seed2) is done: all 4 epochs are done\n');
  });

  test('stops early with --stop-after, and resumes as if it had not', async () => {
    const early = ['train', '--plan', plan(place), '--index', '2'];
    const { stderr } = await finish([...early, '--stop-after', '2']);
    expect(stderr).toMatch(/Stopped after 2 of 4 epochs; everything is saved/);
    expect(epochsOf(join(place, RUNS[2]!))).toBe(2);
    expect(existsSync(join(place, RUNS[2]!, 'metrics.json'))).toBe(false);
    await finish([...early, '--stop-after', '3']);
    await finish(early);
    expect(traces(join(place, RUNS[2]!))).toEqual(traces(join(whole, RUNS[2]!)));
  });

  test('says that another process has the run', async () => {
    const first = start('train', '--plan', plan(place), '--index', '0');
    await until(
      () => existsSync(join(place, RUNS[0]!, 'run.lock')),
      () => 'the lock',
    );
    const { code, stderr } = await amnl(['train', '--plan', plan(place), '--index', '0']);
    // A process that is done already leaves nothing to be busy with.
    if (code !== 0) expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('(CLI_RUN_BUSY)') });
    await gone(first.child);
    expect(first.child.exitCode).toBe(0);
  });

  test('keeps why it failed until it is tried again, and does not touch what is not a run', async () => {
    const elsewhere = join(folder, 'elsewhere');
    await define(elsewhere);
    renameSync(fleet, `${fleet}-away`);
    const { code } = await amnl(['train', '--plan', plan(elsewhere), '--index', '0']);
    renameSync(`${fleet}-away`, fleet);
    expect(code).toBe(2);
    expect(readdirSync(elsewhere).sort()).toEqual(['plan.jsonl', `${RUNS[0]}.failed.json`]);
    expect(JSON.parse(readFileSync(join(elsewhere, `${RUNS[0]}.failed.json`), 'utf8'))).toMatchObject({
      code: 'DC_FILE_MISSING',
    });
    await finish(['train', '--plan', plan(elsewhere), '--index', '0', '--stop-after', '1']);
    expect(readdirSync(elsewhere).sort()).toEqual(['plan.jsonl', RUNS[0]]);
    rmSync(join(elsewhere, RUNS[0]!, 'config.json'));
    const { stderr } = await amnl(['train', '--plan', plan(elsewhere), '--index', '0']);
    expect(stderr).toMatch(/has no config\.json, but .*CLI_RUN_EXISTS/);
  });
});

/** The command lines of all processes, where the system shows them. */
const commands = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return []; // it has ended
      }
    });

test('train --seeds is a sweep over seeds with its table, in one command', async () => {
  const out = join(folder, 'seeds');
  const settings = [...SETTINGS, 'window=10', 'scheduler=cosine'].flatMap((setting) => ['--set', setting]);
  const fixed = ['--data-dir', fleet, '--epochs', '4', '--selection', 'holdout'];
  const { stdout } = await finish(['train', ...fixed, ...settings, '--seeds', '1..2', '--out', out, '--json']);
  for (const [i, run] of ['seed1', 'seed2'].entries()) {
    expect(traces(join(out, run)), run).toEqual(traces(join(whole, RUNS[i]!)));
  }
  const { complete, groups } = JSON.parse(stdout);
  expect(complete).toBe(true);
  const [a, b] = RUNS.map((run) => JSON.parse(readFileSync(join(whole, run, 'metrics.json'), 'utf8')).RMSE_last_cycle);
  const { mean, sd, count } = groups[0].figures.RMSE_last_cycle;
  expect([mean, sd, count]).toEqual([expect.closeTo((a + b) / 2), expect.closeTo(Math.abs(a - b) / Math.SQRT2), 2]);
  expect(readdirSync(out).sort()).toEqual(['comparison.html', 'plan.jsonl', 'runs.csv', 'seed1', 'seed2']);
});

describe.skipIf(process.platform === 'win32')('sweep run', () => {
  test.skipIf(process.platform !== 'linux')(
    'killed at random moments, moved, and started again and again, ends with the same bytes',
    async () => {
      let place = join(folder, 'killed');
      await define(place);
      const epochs = Array.from(fillUniform(new Float32Array(3), 17, 'sweep', 0), (share) => Math.floor(5 * share));
      let kills = 0;
      for (const more of epochs) {
        const { child, said } = start('sweep', 'run', place, '--jobs', '2');
        await said(/begins/);
        const before = epochsIn(place);
        await until(
          () => child.exitCode !== null || epochsIn(place) >= before + more,
          () => `${more} epochs more`,
        );
        if (child.exitCode === null) kills += 1;
        child.kill('SIGKILL');
        await gone(child);
        // Its processes end by themselves, and save what they have.
        await until(
          () => !commands().some((line) => line.includes(`${place}/`)),
          () => 'the end of the processes it had started',
        );
        renameSync(place, `${place}+`);
        place = `${place}+`;
      }
      expect(kills).toBeGreaterThan(0);
      await finish(['sweep', 'run', place, '--jobs', '2']);
      expectWhole(place);
    },
  );

  test('two pools on one plan train every run once', async () => {
    const place = join(folder, 'shared');
    await define(place);
    const pools = await Promise.all([1, 2].map(() => finish(['sweep', 'run', place, '--jobs', '2'])));
    const said = pools.map(({ stderr }) => stderr).join('');
    for (const run of RUNS) expect(said.split(`${run}: done after`).length - 1, said).toBe(1);
    for (const run of RUNS) {
      expect(JSON.parse(readFileSync(join(place, run, 'config.json'), 'utf8'))).not.toHaveProperty('resumed');
    }
    expectWhole(place);
  }, 1_200_000);

  test.each(['SIGINT', 'SIGTERM'] as const)('%s is passed on; the runs under way are saved', async (signal) => {
    const place = join(folder, signal);
    await define(place);
    const { child, said } = start('sweep', 'run', place, '--jobs', '2');
    await until(
      () => epochsIn(place) >= 1,
      () => 'an epoch',
    );
    child.kill(signal);
    await said(new RegExp(`Interrupted by ${signal}; every run that had begun is saved. Resume with: amnl sweep run`));
    await gone(child);
    expect(child.exitCode).toBe(signal === 'SIGINT' ? 130 : 143);
    for (const run of RUNS) expect(existsSync(join(place, run, 'run.lock'))).toBe(false);
    expect(historiesIn(place).length).toBeGreaterThan(0);
    const done = RUNS.filter((run) => existsSync(join(place, run, 'metrics.json')));
    expect(done.length).toBeLessThan(RUNS.length);
    await finish(['sweep', 'run', place, '--jobs', '2']);
    expectWhole(place);
  });

  test('with --halving trains the better half to its end, as if nothing had been compared', async () => {
    const place = join(folder, 'halved');
    await define(place);
    const { code, stderr } = await signalledAt(['sweep', 'run', place, '--halving', '1'], 'eval:ended:2', 'SIGKILL');
    expect(code, stderr).toBe(2); // the processes of the second round were killed
    await finish(['sweep', 'run', place, '--halving', '1', '--jobs', '2']);
    const { stdout } = await finish(['sweep', 'collect', place, '--json']);
    const { complete, runs, groups } = JSON.parse(stdout);
    expect(complete).toBe(true);
    const first = (run: string) =>
      JSON.parse(readFileSync(join(whole, run, 'history.jsonl'), 'utf8').split('\n')[0]!).metrics
        .RMSE_last_cycle as number;
    const scores = [0, 2].map((i) => (first(RUNS[i]!) + first(RUNS[i + 1]!)) / 2);
    const best = scores[0]! <= scores[1]! ? [0, 1] : [2, 3];
    for (const [i, run] of RUNS.entries()) {
      const isBest = best.includes(i);
      expect(runs[i]).toMatchObject(isBest ? { state: 'done' } : { state: 'interrupted', stopped_after: 1, epochs: 1 });
      if (isBest) expect(traces(join(place, run)), run).toEqual(traces(join(whole, run)));
    }
    expect(groups[0].runs).toEqual(best);
  });

  test('trains the others when a run fails, and reports it at the end', async () => {
    const place = join(folder, 'failing');
    await define(place, '--grid', 'learningRate=0.001,1e30', '--set', 'warmupEpochs=0', '--set', 'clipNorm=1e30');
    const { code, stderr } = await amnl(['sweep', 'run', place, '--jobs', '2']);
    expect(code, stderr).toBe(2);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^\[cli\] 2 of 4 runs failed.*\(CLI_SWEEP_FAILED\)$/);
    expect(stderr).toMatch(/learningRate1e\+30-seed1 \(run 2\) failed: .*not finite|NaN/);
    expect(readdirSync(place).filter((name) => existsSync(join(place, name, 'metrics.json')))).toHaveLength(2);
  });

  test('a run whose process was killed is reported, and trained by the next pool', async () => {
    const place = join(folder, 'murdered');
    await define(place);
    const { code, stderr } = await signalledAt(['sweep', 'run', place, '--jobs', '1'], 'batch:ended:3', 'SIGKILL');
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('its process was ended by SIGKILL') });
    await finish(['sweep', 'run', place, '--jobs', '2']);
    expectWhole(place);
  });
});
