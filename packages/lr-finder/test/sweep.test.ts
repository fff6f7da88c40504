import '@tensorflow/tfjs';
import { type Plugin, sgd } from '@amnl/core-loop';
import { countTensors } from '@amnl/core-loop/testing';
import { onnxEngine } from '@amnl/engine-onnx';
import { warmupCosine } from '@amnl/sched-warmup-cosine';
import { describe, expect, it } from 'vitest';
import { findLearningRate, smoother, sweepRates } from '../src/index.js';
import { BATCH, problem, SAMPLES, x, y } from './problem.js';

/** The losses of gradient descent on y = x·w + b, batch after batch in their order, in plain loops and doubles. */
function plainLosses(rates: readonly number[], size = BATCH): number[] {
  const w = [0, 0, 0];
  let b = 0;
  return rates.map((rate, step) => {
    const first = (step * size) % SAMPLES;
    const gradient = [0, 0, 0, 0];
    let loss = 0;
    for (let i = first; i < first + size; i++) {
      const row = [x[3 * i]!, x[3 * i + 1]!, x[3 * i + 2]!];
      const error = row.reduce((sum, value, k) => sum + value * w[k]!, b) - y[i]!;
      loss += error ** 2 / size;
      for (const [k, value] of [...row, 1].entries()) gradient[k]! += (2 * error * value) / size;
    }
    for (let k = 0; k < 3; k++) w[k]! -= rate * gradient[k]!;
    b -= rate * gradient[3]!;
    return loss;
  });
}

const engines = { eager: () => undefined, onnx: () => onnxEngine() };

describe.each(Object.keys(engines) as (keyof typeof engines)[])('a sweep on the engine %s', (name) => {
  const engine = engines[name]();
  const parts = () => ({ ...problem(y, false), ...(engine && { engine }) });

  it('has the losses of a plain loop with these rates', async () => {
    const { curve, ended } = await findLearningRate(
      { ...parts(), plugins: [sgd({ learningRate: 123 })] },
      { start: 1e-4, end: 0.3, steps: 40, divergence: Number.POSITIVE_INFINITY },
    );
    const rates = sweepRates(1e-4, 0.3, 40, 'exponential');
    const expected = plainLosses(rates);
    const smooth = smoother(0.98);
    expect(ended).toBe('end');
    expect(curve.map(({ rate }) => rate)).toEqual(rates);
    for (const [i, { loss, smoothed }] of curve.entries()) {
      expect(Math.abs(loss / expected[i]! - 1)).toBeLessThan(1e-4); // differences of sums in float32
      expect(Math.abs(smoothed / smooth(expected[i]!) - 1)).toBeLessThan(1e-4);
    }
  });

  it('takes a group of micro-batches as one batch, and goes round short data', async () => {
    const { curve } = await findLearningRate(
      { ...parts(), plugins: [sgd()], accumulate: 2 },
      { start: 0.01, end: 0.1, steps: 20, spacing: 'linear' },
    );
    const expected = plainLosses(sweepRates(0.01, 0.1, 20, 'linear'), 2 * BATCH);
    expect(curve).toHaveLength(20); // more than six rounds of three steps
    for (const [i, { loss }] of curve.entries()) expect(Math.abs(loss / expected[i]! - 1)).toBeLessThan(1e-4);
  });

  it('ends where the loss diverges, and suggests a stable rate', async () => {
    // All samples in every step: no chance in the curve.
    const found = await findLearningRate({ ...parts(), plugins: [sgd()], accumulate: SAMPLES / BATCH });
    expect(found.ended).toBe('diverged');
    expect(found.curve.length).toBeLessThan(100);
    // Beyond 2 / λ, with λ the largest curvature of the whole problem, descent diverges for certain.
    const limit = 2 / largestCurvature();
    for (const rate of Object.values(found.suggestions)) {
      expect(rate).toBeGreaterThan(1e-4);
      expect(rate).toBeLessThan(limit);
    }
    expect(found.suggestion).toBe(found.suggestions.valley);
    expect(found.because).toMatch(/^the loss diverged at a rate of [\d.]+$/);
  });
});

/** Of (1/n) Σ (x·w + b − y)², by power iteration: twice the largest eigenvalue of (1/n) XᵀX. */
function largestCurvature(): number {
  let direction = [1, 1, 1, 1];
  let size = 0;
  for (let round = 0; round < 200; round++) {
    const next = [0, 0, 0, 0];
    for (let i = 0; i < SAMPLES; i++) {
      const row = [x[3 * i]!, x[3 * i + 1]!, x[3 * i + 2]!, 1];
      const along = row.reduce((sum, value, k) => sum + value * direction[k]!, 0);
      for (const [k, value] of row.entries()) next[k]! += (2 * along * value) / SAMPLES;
    }
    size = Math.hypot(...next);
    direction = next.map((value) => value / size);
  }
  return size;
}

describe('a sweep', () => {
  it('sets the rate itself, whatever schedules and factors there are', async () => {
    const seen: number[] = [];
    const bender: Plugin = {
      name: 'bender',
      hooks: {
        stepStart: ({ scalars }) => scalars.factor('learningRate', 'bender', 0.5),
        loss(_step, total) {
          return total;
        },
      },
    };
    const watch: Plugin = {
      name: 'watch',
      hooks: {
        stepStart: ({ scalars }) => void seen.push(scalars.value('learningRate')),
        updated: () => {},
      },
    };
    const schedule = warmupCosine({ warmup: { epochs: 5 }, min: 1e-9 });
    const { curve } = await findLearningRate(
      { ...problem(), plugins: [sgd(), bender, schedule, watch] },
      { start: 1e-5, end: 0.01, steps: 20 },
    );
    // The watch stands before the finder: it sees the rate of the step before, halved by the bender.
    expect(seen.slice(1)).toEqual(curve.slice(0, -1).map(({ rate }) => rate * 0.5));
  });

  it('monitors what it is told to', async () => {
    const loss: ReturnType<typeof problem>['loss'] = (outputs, targets, step) => {
      const total = problemLoss(outputs, targets, step);
      return { total, half: total.div(2) };
    };
    const problemLoss = problem().loss as unknown as (...given: unknown[]) => import('@tensorflow/tfjs-core').Scalar;
    const sweep = { start: 1e-4, end: 0.1, steps: 20 };
    const whole = await findLearningRate({ ...problem(), loss, plugins: [sgd()] }, sweep);
    const half = await findLearningRate({ ...problem(), loss, plugins: [sgd()] }, { ...sweep, monitor: 'half' });
    const sum = await findLearningRate(
      { ...problem(), loss, plugins: [sgd()] },
      { ...sweep, monitor: (reported) => reported['loss']! + reported['half']! },
    );
    for (const [i, point] of whole.curve.entries()) {
      expect(half.curve[i]!.loss / point.loss).toBeCloseTo(0.5, 4);
      expect(sum.curve[i]!.loss / point.loss).toBeCloseTo(1.5, 4);
    }
  });

  it('tells every point as it comes', async () => {
    const told: unknown[] = [];
    const { curve } = await findLearningRate(
      { ...problem(), plugins: [sgd()] },
      { start: 1e-4, end: 0.1, steps: 20, onStep: (point, step) => told.push([step, point]) },
    );
    expect(told).toEqual([...curve.entries()]);
  });

  it('leaves no tensor', async () => {
    const parts = problem();
    const engine = onnxEngine();
    const leaves = async (given: object) =>
      countTensors(async () => {
        await findLearningRate(
          { ...parts, ...given, plugins: [sgd({ momentum: 0.9 })] },
          { start: 1e-4, end: 0.1, steps: 20 },
        );
      });
    expect(await leaves({})).toBe(0);
    expect(await leaves({ engine })).toBe(0);
    await engine.dispose();
  });
});
