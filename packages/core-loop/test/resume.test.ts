import '@tensorflow/tfjs';
import { setBackend, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { arrayData, type EpochOrder, type Plugin, SaverToken, type Snapshot, type Trainer } from '../src/index.js';
import { countTensors, tinyTrainer } from '../src/testing/index.js';

beforeAll(async () => {
  await setBackend('cpu');
});

/** What a run is: every variable bit for bit, and the history without timings. */
function facts({ snapshot, run }: Trainer) {
  const { tensors, state } = snapshot();
  const bits = Object.entries(tensors).map(([name, v]) => [
    name,
    Buffer.from(v.dataSync().slice().buffer).toString('hex'),
  ]);
  const { history, progress, group, plugins } = state;
  return {
    tensors: Object.fromEntries(bits.sort(([a], [b]) => (a! < b! ? -1 : 1))),
    history: history.map(({ epoch, metrics }) => ({ epoch, metrics })),
    progress,
    group,
    plugins,
    reported: run.history.length,
  };
}

/** As a file keeps it: nothing shared with the trainer that made it. */
function stored({ tensors, state }: Snapshot): Snapshot {
  const copies = Object.entries(tensors).map(([name, v]) => [name, tensor(v.dataSync().slice(), v.shape, v.dtype)]);
  return { tensors: Object.fromEntries(copies), state: JSON.parse(JSON.stringify(state)) };
}

/** A smoothed loss, a momentum in the step, and a counter on the host. */
const memory = (): Plugin => {
  let epochs = 0;
  return {
    name: 'memory',
    hooks: {
      loss(step, total) {
        const mean = step.variable('memory/mean', 1);
        step.assign(mean, mean.mul(0.9).add(total.mul(0.1)));
        step.report('mean', mean.asScalar());
        return total.div(mean.add(1)).asScalar();
      },
      epochEnd: () => void epochs++,
    },
    state: { version: 1, save: () => epochs, load: (data) => void (epochs = data as number) },
  };
};

describe.each([
  { accumulate: 1, flush: true },
  { accumulate: 3, flush: true }, // 7 micro-batches: groups of 3, 3 and 1
  { accumulate: 3, flush: false }, // the last one is dropped
])('a run with accumulation $accumulate, flush $flush', ({ accumulate, flush }) => {
  const make = () => tinyTrainer({ samples: 26, accumulate, flush, epochs: 3, plugins: [memory()] });

  test('that goes on from any micro-batch is the run that was never interrupted', async () => {
    const whole = make();
    const snapshots: Snapshot[] = [];
    whole.events.on('batch:ended', () => void snapshots.push(stored(whole.snapshot())));
    await whole.fit();
    const expected = facts(whole);
    expect(snapshots).toHaveLength(3 * 7);
    for (const snapshot of snapshots) {
      const continued = make();
      await continued.restore(snapshot);
      await continued.fit();
      expect(facts(continued), `from ${JSON.stringify(snapshot.state.progress)}`).toEqual(expected);
      continued.dispose();
    }
  });

  test('that is stopped within any step, or within evaluation, is saved there and can go on', async () => {
    const whole = make();
    await whole.fit();
    const expected = facts(whole);
    for (const event of ['batch:ended', 'eval:started', 'eval:ended'] as const) {
      for (let at = 1; at <= (event === 'batch:ended' ? 14 : 2); at++) {
        const { saved, reason, stoppedIn } = await stopped(make, event, at);
        expect(reason).toEqual({ by: 'user', because: 'enough', unfinished: true });
        const continued = make();
        await continued.restore(saved);
        await continued.fit();
        expect(facts(continued), `${event} ${at}, saved at ${JSON.stringify(stoppedIn)}`).toEqual(expected);
      }
    }
  });
});

async function stopped(make: () => Trainer, event: 'batch:ended' | 'eval:started' | 'eval:ended', at: number) {
  let saved: Snapshot | undefined;
  const trainer = make();
  let seen = 0;
  trainer.events.on(event, () => {
    if (++seen === at) trainer.stop('enough', { when: 'step' });
  });
  trainer.events.on('fit:ended', () => void (saved = stored(trainer.snapshot())));
  const { reason } = await trainer.fit();
  const stoppedIn = trainer.run.progress;
  trainer.dispose();
  return { saved: saved!, reason, stoppedIn };
}

test('where a run ends within an epoch its saver is called once, without a new record', async () => {
  const calls: [number, number][] = [];
  const saver: Plugin = {
    name: 'saver',
    provide(bind) {
      bind(SaverToken, () => ({ save: ({ progress, history }) => void calls.push([progress.batch, history.length]) }));
    },
  };
  const trainer = tinyTrainer({ plugins: [saver] });
  trainer.events.on('batch:ended', ({ progress }) => {
    if (progress.micro === 8) trainer.stop('enough', { when: 'step' });
  });
  await trainer.fit();
  expect(calls).toEqual([
    [0, 1],
    [2, 1],
  ]);
});

test('a run that has ended by itself stays there, and goes on with more epochs', async () => {
  const stopper: Plugin = { name: 'stopper', hooks: { epochEnd: (run) => run.stop('no better') } };
  const first = tinyTrainer({ epochs: 5, plugins: [stopper] });
  let saved: Snapshot | undefined;
  first.events.on('fit:ended', () => void (saved = stored(first.snapshot())));
  await first.fit();
  const again = tinyTrainer({ epochs: 5, plugins: [stopper] });
  await again.restore(saved!);
  expect((await again.fit()).reason).toEqual({ by: 'stopper', because: 'no better' });
  expect(again.run.history).toHaveLength(1);
  await again.restore(saved!);
  await again.fit({ epochs: 6 });
  expect(again.run.history).toHaveLength(2);
});

test('a fit of fewer epochs than are done trains nothing, and says so', async () => {
  const trainer = tinyTrainer({ epochs: 2 });
  await trainer.fit();
  const { reason, history } = await trainer.fit({ epochs: 1 });
  expect(reason).toEqual({ by: 'epochs', because: 'nothing to train: 2 epochs done before, and `epochs` is 1' });
  expect(history).toHaveLength(2);
});

test('data that have become fewer are refused, and nothing is trained', async () => {
  const trainer = tinyTrainer();
  trainer.events.on('batch:ended', ({ progress }) => {
    if (progress.micro === 5) trainer.stop('enough', { when: 'step' });
  });
  await trainer.fit();
  const fewer = tinyTrainer({ samples: 8 });
  await fewer.restore(stored(trainer.snapshot()), { allow: true });
  await expect(fewer.fit()).rejects.toThrow(/at batch 5 .* have 2.*CL_STATE_MISMATCH/);
});

test('rewind: training goes on from an earlier snapshot, with everything as it was, and no tensor is left behind', async () => {
  const whole = tinyTrainer({ epochs: 2, plugins: [memory()] });
  await whole.fit();
  const expected = facts(whole);

  let good: Snapshot | undefined;
  let times = 0;
  const back: Plugin = {
    name: 'back',
    hooks: {
      stepEnd(run) {
        if (run.progress.step === 3) good ??= stored(run.snapshot());
        if ([5, 9].includes(run.progress.step) && times++ < 2) run.rewind(good!);
      },
      epochEnd(run) {
        if (run.progress.epoch === 1 && times++ < 4) run.rewind(good!);
      },
    },
  };
  const rewound = tinyTrainer({ epochs: 2, plugins: [memory(), back] });
  const steps: number[] = [];
  rewound.events.on('step:ended', ({ progress }) => void steps.push(progress.step));
  const left = await countTensors(() => rewound.fit());
  expect(facts(rewound)).toEqual(expected);
  expect(steps.slice(0, 10)).toEqual([1, 2, 3, 4, 5, 4, 5, 4, 5, 6]);
  const made = Object.keys(good!.tensors);
  const kept = Object.keys(rewound.snapshot().tensors).filter((name) => !name.startsWith('model/'));
  expect(left).toBe(made.length + kept.length + Object.keys(rewound.run.evaluated!.weights).length);
});

test('a source that can begin within an epoch makes no batch twice, and one that has become shorter is noticed', async () => {
  const column = (values: readonly number[], width: number) => ({
    data: Float32Array.from(values),
    shape: [values.length / width, width],
  });
  const numbers = Array.from({ length: 18 }, (_, i) => (i % 5) / 5);
  const arrays = arrayData({
    inputs: { x: column(numbers, 3) },
    targets: { target: column(numbers.slice(0, 6), 1) },
    batchSize: 1,
    shuffle: true,
  });
  const asked: number[] = [];
  const data = {
    batchesPerEpoch: 6,
    batches: (order: EpochOrder) => data.batchesFrom(order, 0),
    batchesFrom(order: EpochOrder, first: number) {
      asked.push(first);
      return [...(arrays.batches(order) as Iterable<never>)].slice(first);
    },
  };
  const whole = tinyTrainer({ data, epochs: 2 });
  let middle: Snapshot | undefined;
  whole.events.on('batch:ended', ({ progress }) => {
    if (progress.epoch === 1 && progress.batch === 4) middle = stored(whole.snapshot());
  });
  await whole.fit();
  const continued = tinyTrainer({ data, epochs: 2 });
  await continued.restore(middle!);
  await continued.fit();
  expect(facts(continued)).toEqual(facts(whole));
  expect(asked).toEqual([0, 0, 4]);
  const shorter = tinyTrainer({ data: { ...data, batchesPerEpoch: 3, batches: () => [] }, epochs: 2 });
  await shorter.restore(middle!, { allow: true });
  await expect(shorter.fit()).rejects.toMatchObject({ code: 'CL_STATE_MISMATCH' });
  for (const trainer of [whole, continued, shorter]) trainer.dispose();
});
