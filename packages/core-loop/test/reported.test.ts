import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { arrayData, type Metrics, type Plugin, RecentReports, type Reported, type Snapshot } from '../src/index.js';
import { countTensors, tinyTrainer } from '../src/testing/index.js';

beforeAll(async () => {
  await setBackend('cpu');
});

/** Looks at what was reported after every step. */
function looking(seen: Readonly<Record<string, Reported>>[]): Plugin {
  return {
    name: 'looking',
    hooks: {
      async stepEnd(run) {
        seen.push(await run.reported());
      },
    },
  };
}

test('the last look of an epoch is its metrics, and looking changes nothing and leaves no tensor', async () => {
  const seen: Readonly<Record<string, Reported>>[] = [];
  const left = await countTensors(async () => {
    const [looked, plain] = [tinyTrainer({ plugins: [looking(seen)] }), tinyTrainer()];
    const { history } = await looked.fit();
    const expected = (await plain.fit()).history.map(({ metrics }) => metrics);
    expect(history.map(({ metrics }) => metrics)).toEqual(expected);
    expect([5, 11].map((step) => seen[step]!['loss']!.value)).toEqual(expected.map(({ loss }) => loss));
    expect(seen.map(({ loss }) => loss!.weight)).toEqual([4, 8, 12, 16, 20, 24, 4, 8, 12, 16, 20, 24]);
    for (const trainer of [looked, plain]) {
      trainer.dispose();
      trainer.model.dispose!();
    }
  });
  expect(left).toBe(0);
});

/** Looks at what is new after every second step of the run. */
function following(seen: Map<number, Metrics>): Plugin {
  const recent = new RecentReports();
  return {
    name: 'following',
    hooks: {
      epochStart: (run) => recent.begin(run),
      async stepEnd(run) {
        if (run.progress.step % 2 === 0) seen.set(run.progress.step, await recent.look(run));
      },
    },
  };
}

test('recent reports are the means of the steps between two looks, and the scalars', async () => {
  const [each, pairs] = [[] as Readonly<Record<string, Reported>>[], new Map<number, Metrics>()];
  const trainer = tinyTrainer({ plugins: [looking(each), following(pairs)], epochs: 2 });
  await trainer.fit();
  expect([...pairs.keys()]).toEqual([2, 4, 6, 8, 10, 12]);
  const lossOf = (step: number) => {
    const [now, before] = [each[step - 1]!['loss']!, (step - 1) % 6 === 0 ? undefined : each[step - 2]!['loss']];
    return (now.value * now.weight - (before ? before.value * before.weight : 0)) / 4;
  };
  for (const [step, metrics] of pairs) {
    expect(metrics['loss']).toBeCloseTo((lossOf(step - 1) + lossOf(step)) / 2, 5);
    expect(metrics['learningRate']).toBe(0.05);
  }
  trainer.dispose();
});

test('a run that goes on within an epoch sees what the uninterrupted one saw', async () => {
  const [whole, rest] = [new Map<number, Metrics>(), new Map<number, Metrics>()];
  let saved: Snapshot | undefined;
  const saving: Plugin = {
    name: 'saving',
    hooks: {
      stepEnd(run) {
        if (run.progress.step !== 8) return;
        const { tensors, state } = run.snapshot();
        const copies = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.clone()]));
        saved = { tensors: copies, state: JSON.parse(JSON.stringify(state)) };
      },
    },
  };
  const first = tinyTrainer({ plugins: [following(whole), saving] });
  await first.fit();
  const second = tinyTrainer({ plugins: [following(rest), { ...saving, hooks: {} }] });
  await second.restore(saved!);
  await second.fit();
  expect([...rest.keys()]).toEqual([10, 12]);
  for (const [step, metrics] of rest) expect(metrics).toEqual(whole.get(step));
  for (const trainer of [first, second]) trainer.dispose();
});

test('every plugin has its fitEnd, also where that of another one fails', async () => {
  const ended: string[] = [];
  const ending = (name: string, error?: Error): Plugin => ({
    name,
    hooks: {
      fitEnd() {
        ended.push(name);
        if (error) throw error;
      },
    },
  });
  const plugins = [ending('a', new Error('first')), ending('b', new Error('second')), ending('c')];
  const trainer = tinyTrainer({ plugins });
  await expect(trainer.fit()).rejects.toThrow(/\[a\] hook 'fitEnd' failed: first/);
  expect(ended).toEqual(['a', 'b', 'c']);
  trainer.dispose();
});

test('further sources are evaluated under their names with the same weights, and choose nothing', async () => {
  const other = arrayData({
    inputs: { x: { data: Float32Array.of(1, 0, 0, 0, 2, 0), shape: [2, 3] } },
    targets: { target: { data: Float32Array.of(1, -1), shape: [2, 1] } },
  });
  const left = await countTensors(async () => {
    const [looked, plain] = [tinyTrainer({ alsoEvaluate: { other } }), tinyTrainer()];
    const { history } = await looked.fit();
    const expected = (await plain.fit()).history;
    const { val_loss, rmse } = await looked.evaluate(other);
    expect(history[1]!.metrics).toEqual({ ...expected[1]!.metrics, other_loss: val_loss, other_rmse: rmse });
    await plain.restore(looked.snapshot()); // they are not part of the set-up
    for (const trainer of [looked, plain]) {
      trainer.dispose();
      trainer.model.dispose!();
    }
  });
  expect(left).toBe(0);
  expect(() => tinyTrainer({ alsoEvaluate: { other: [] as never } })).toThrow(/alsoEvaluate\.other.*CL_OPTION_INVALID/);
});
