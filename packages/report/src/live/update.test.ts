import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EpochPoint, RunData, StepPoint } from '../run-data.js';
import { applyUpdate } from './update.js';
import { updateOf } from './update-of.js';

/** As it comes out of a file or over the wire. */
const overTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const metrics = fc.dictionary(fc.constantFrom('loss', 'val_rmse', '__proto__', 'constructor'), fc.option(number), {
  noNullPrototype: true,
});
const epochPoint: fc.Arbitrary<EpochPoint> = fc.record({
  epoch: fc.nat(9),
  metrics,
  seconds: number,
  samplesPerSecond: number,
});
const stepPoint: fc.Arbitrary<StepPoint> = fc.record({
  epoch: fc.nat(9),
  batch: fc.nat(9),
  batches: fc.option(fc.nat(9)),
  step: fc.nat(99),
  at: fc.nat(),
  samplesPerSecond: number,
  metrics,
});
const run = fc
  .record(
    {
      name: fc.string(),
      title: fc.constantFrom('a', 'b'),
      state: fc.constantFrom('training', 'interrupted', 'done'),
      epochs: fc.nat(3),
      history: fc.array(epochPoint, { maxLength: 5 }),
      steps: fc.array(stepPoint, { maxLength: 5 }),
      monitor: fc.record({ metric: fc.string(), mode: fc.constantFrom('min', 'max') }),
      best: fc.record({ epoch: fc.nat(3), value: number }),
      stop: fc.record({ by: fc.string(), because: fc.string() }),
      selection: fc.string(),
      warning: fc.string(),
      group: fc.string(),
      seed: fc.nat(3),
      results: fc.anything({ withNullPrototype: false }),
      facts: fc.array(fc.record({ title: fc.string(), rows: fc.array(fc.tuple(fc.string(), fc.string())) })),
    },
    {
      requiredKeys: ['name', 'title', 'state', 'epochs', 'history', 'steps', 'monitor', 'group', 'seed', 'facts'],
      noNullPrototype: true,
    },
  )
  .map((value) => overTheWire(value) as RunData);

/** Two states of one run: the second shares much with the first. */
const pair = fc
  .tuple(run, run, fc.nat(6), fc.nat(6), fc.subarray(['title', 'best', 'results', 'facts']))
  .map(([a, b, h, s, keep]): [RunData, RunData] => [
    a,
    {
      ...b,
      ...Object.fromEntries(Object.entries(a).filter(([key]) => keep.includes(key))),
      history: [...a.history.slice(0, h), ...b.history],
      steps: [...a.steps.slice(0, s), ...b.steps],
    },
  ]);

describe('updateOf and applyUpdate', () => {
  it('lead from any state to any other, also over the wire', () => {
    fc.assert(
      fc.property(pair, ([before, now]) => {
        const update = updateOf(before, now);
        if (update === undefined) expect(before).toStrictEqual(now);
        else {
          expect(applyUpdate(before, update)).toStrictEqual(now);
          expect(applyUpdate(overTheWire(before), overTheWire(update))).toStrictEqual(now);
        }
      }),
    );
  });

  it('say everything at first, whatever was known', () => {
    fc.assert(
      fc.property(run, run, (other, now) => {
        const first = overTheWire(updateOf(undefined, now)!);
        expect(applyUpdate(undefined, first)).toStrictEqual(now);
        expect(applyUpdate(other, first)).toStrictEqual(now);
      }),
    );
  });

  it('say nothing where nothing has changed', () => {
    fc.assert(
      fc.property(run, (now) => {
        expect(updateOf(now, overTheWire(now))).toBeUndefined();
      }),
    );
  });

  it('follow a run through its life message by message', () => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), (states) => {
        let known: RunData | undefined;
        let page: RunData | undefined;
        for (const state of states) {
          const update = updateOf(known, state);
          known = state;
          if (update) page = applyUpdate(page, overTheWire(update));
          expect(page).toStrictEqual(state);
        }
      }),
    );
  });

  it('leave what they were given as it was', () => {
    fc.assert(
      fc.property(pair, ([before, now]) => {
        const copies = overTheWire([before, now]);
        const update = updateOf(before, now);
        if (update) applyUpdate(before, update);
        expect([before, now]).toStrictEqual(copies);
      }),
    );
  });
});

const epoch = (i: number, loss = 1 / (i + 1)): EpochPoint => ({
  epoch: i,
  metrics: { loss },
  seconds: 1,
  samplesPerSecond: 10,
});
const step = (i: number): StepPoint => ({
  epoch: Math.floor(i / 4),
  batch: i % 4,
  batches: 4,
  step: i,
  at: i,
  samplesPerSecond: 10,
  metrics: { loss: i },
});
const training = (epochs: number, steps: number): RunData => ({
  name: 'r',
  title: 'r',
  state: 'training',
  epochs: 500,
  history: Array.from({ length: epochs }, (_, i) => epoch(i)),
  steps: Array.from({ length: steps }, (_, i) => step(i)),
  monitor: { metric: 'loss', mode: 'min' },
  group: 'g',
  seed: 1,
  facts: [],
});

describe('what an update costs', () => {
  it('sends only the new entries of a list that grew', () => {
    expect(updateOf(training(3, 12), overTheWire(training(4, 14)))).toStrictEqual({
      set: {},
      gone: [],
      history: { from: 3, items: [epoch(3)] },
      steps: { from: 12, items: [step(12), step(13)] },
    });
  });

  it('sends a resumed run that went back from the first difference', () => {
    const again = { ...training(3, 10), history: [epoch(0), epoch(1), epoch(2, 0.25)] };
    expect(updateOf(training(5, 20), again)).toStrictEqual({
      set: {},
      gone: [],
      history: { from: 2, items: [epoch(2, 0.25)] },
      steps: { from: 10, items: [] },
    });
  });

  it('names what went away', () => {
    const stopped: RunData = { ...training(1, 0), state: 'interrupted', stop: { by: 'user', because: 'SIGINT' } };
    expect(updateOf(stopped, training(1, 0))).toStrictEqual({ set: { state: 'training' }, gone: ['stop'] });
    expect(updateOf({ ...training(1, 0), stop: undefined } as never, training(1, 0))).toBeUndefined();
  });
});
