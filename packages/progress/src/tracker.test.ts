import { describe, expect, it } from 'vitest';
import { progressAt } from '../test/play.js';
import { type RunLength, Tracker } from './tracker.js';

function begin(length: Partial<RunLength> = {}) {
  let now = 100;
  const tracker = new Tracker({}, () => now);
  tracker.begin({ epochs: 2, batchesPerEpoch: 4, ...length });
  return {
    tracker,
    wait: (seconds: number) => void (now += seconds),
    start: (epoch: number, batch = 0) =>
      tracker.epochStarted({ progress: progressAt(epoch, batch), scalars: { learningRate: 0.1 } }),
    batch: (epoch: number, batch: number) => {
      now += 2;
      tracker.batchEnded({ progress: progressAt(epoch, batch), samples: 10 });
    },
    finish: (epoch: number, metrics: Record<string, number>) =>
      tracker.epochEnded({ progress: progressAt(epoch, 4), metrics }),
  };
}
const mean = (value: number) => ({ value, weight: 1, reduce: 'mean' as const });

describe('Tracker', () => {
  it('begins where a continued run stands', () => {
    const history = [{ epoch: 0, metrics: { val_loss: 19 }, seconds: 1, samplesPerSecond: 1 }];
    const { tracker } = begin({ progress: progressAt(1, 2), history });
    const view = tracker.view();
    expect(view).toMatchObject({ epoch: 1, batch: 2, finished: 0, metrics: { val_loss: 19 } });
    expect(view.best({ name: 'val_loss', mode: 'min' })).toEqual({ epoch: 0, value: 19 });
  });

  it('gives the latest figures: of this epoch where reported, else of the last one', () => {
    const { tracker, start, finish } = begin();
    start(0);
    tracker.reported({ loss: mean(3) });
    expect(tracker.view().latest).toEqual({ learningRate: 0.1, loss: 3 });
    finish(0, { learningRate: 0.1, loss: 2, val_loss: 1 });
    expect(tracker.view().latest).toEqual({ learningRate: 0.1, loss: 2, val_loss: 1 });
    start(1);
    tracker.stepEnded({ progress: progressAt(1, 1), scalars: { learningRate: 0.05 } });
    expect(tracker.view().latest).toEqual({ learningRate: 0.05, loss: 2, val_loss: 1 });
    tracker.reported({ loss: mean(1.5) });
    expect(tracker.view()).toMatchObject({ latest: { loss: 1.5, val_loss: 1 }, metrics: { loss: 2 } });
  });

  it('learns from the first epoch how many batches there are, where the data do not say', () => {
    const { tracker, start, batch, finish } = begin({ batchesPerEpoch: undefined });
    start(0);
    for (const n of [1, 2, 3]) batch(0, n);
    expect(tracker.view().batches).toBeUndefined();
    finish(0, {});
    start(1);
    expect(tracker.view().batches).toBe(3);
    expect(tracker.liveView().left).toEqual({ epoch: 6, run: 6 });
  });

  it('forgets the best of an epoch that a run goes back to', () => {
    const { tracker, start, finish } = begin();
    start(0);
    finish(0, { val_loss: 1 });
    start(0);
    expect(tracker.view().best({ name: 'val_loss', mode: 'min' })).toBeUndefined();
  });

  it('foretells the run no less time than its epoch', () => {
    const { tracker, wait, start, batch, finish } = begin();
    start(0);
    for (const n of [1, 2, 3, 4]) batch(0, n);
    tracker.liveView();
    tracker.evalStarted();
    wait(60); // nobody knew of it: the time left of the run was that of training
    finish(0, {});
    start(1);
    const { left } = tracker.liveView();
    expect(left.epoch).toBe(4 * 2 + 60);
    expect(left.run).toBe(left.epoch);
  });

  it('begins each epoch with the whole time that it takes', () => {
    const { tracker, wait, start, batch, finish } = begin({ epochs: 3 });
    for (const epoch of [0, 1]) {
      start(epoch);
      for (const n of [1, 2, 3, 4]) batch(epoch, n);
      tracker.evalStarted();
      wait(4);
      expect(tracker.liveView().left.epoch).toBe(epoch === 0 ? undefined : 0);
      finish(epoch, {});
    }
    start(2);
    expect(tracker.liveView().left.epoch).toBe(4 * 2 + 4);
  });

  it('tells training from evaluation', () => {
    const { tracker, wait, start, batch, finish } = begin();
    start(0);
    batch(0, 1);
    tracker.evalStarted();
    wait(3);
    expect(tracker.view()).toMatchObject({ evaluating: true, samplesPerSecond: 5, seconds: 5, elapsed: 5 });
    tracker.evalEnded({ progress: progressAt(0), metrics: { accuracy: 0.5 } });
    finish(0, { loss: 1, accuracy: 0.5 });
    expect(tracker.view()).toMatchObject({ evaluating: false, finished: 1, shown: { values: ['loss', 'accuracy'] } });
  });
});
