import '@tensorflow/tfjs';
import type { LossFunction } from '@amnl/core-loop';
import {
  memory,
  mul,
  type Scalar,
  scalar,
  tensor1d,
  tensor2d,
  tidy,
  type Variable,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AmnlOptions, amnl } from './amnl.js';

/** The part of a step that a loss sees, over variables in a map. */
function fakeStep(training = true) {
  const variables = new Map<string, Variable>();
  return {
    variables,
    training,
    random: { uniform: noRandom, normal: noRandom, dropoutMask: noRandom },
    scalar: (): Scalar => scalar(0),
    variable(name: string, initial: unknown) {
      const known = variables.get(name) ?? variable(scalar(initial as number), false);
      variables.set(name, known);
      return known;
    },
    assign: (v: Variable, value: Parameters<Variable['assign']>[0]) => v.assign(value),
  };
}
function noRandom(): never {
  throw new Error('a loss draws no random numbers');
}

const given = (name: string) => ({ loss: (outputs: Readonly<Record<string, unknown>>) => outputs[name] as Scalar });
/** Two tasks whose losses are simply the outputs `a` and `b`. */
const tasks = { a: given('a'), b: given('b') };

/** Runs the loss over batches of (a, b) and gives back what it reported, as numbers. */
function run(options: AmnlOptions, batches: readonly (readonly [number, number])[], step = fakeStep()) {
  const loss = amnl({ tasks, ...options });
  return batches.map(([a, b]) => numbers(loss({ a: scalar(a), b: scalar(b) }, {}, step)));
}
function numbers(losses: ReturnType<LossFunction>): Record<string, number> {
  return Object.fromEntries(Object.entries(losses as Record<string, Scalar>).map(([k, v]) => [k, v.dataSync()[0]!]));
}

describe('amnl', () => {
  it('agrees with a table worked by hand over four batches', () => {
    const rows = run({}, [
      [2000, 1],
      [1000, 2],
      [500, 0.5],
      [4000, 1],
    ]);
    // E_a: 2000; 1900; 1760; 1984   E_b: 1; 1.1; 1.04; 1.036
    const table = [
      { total: 1, loss_ema_a: 2000, loss_ema_b: 1 },
      { total: 0.5 * (1000 / 1900) + 0.5 * (2 / 1.1), loss_ema_a: 1900, loss_ema_b: 1.1 },
      { total: 0.5 * (500 / 1760) + 0.5 * (0.5 / 1.04), loss_ema_a: 1760, loss_ema_b: 1.04 },
      { total: 0.5 * (4000 / 1984) + 0.5 * (1 / 1.036), loss_ema_a: 1984, loss_ema_b: 1.036 },
    ];
    table.forEach((expected, i) => {
      for (const [name, number] of Object.entries(expected)) {
        expect(Math.abs(rows[i]![name]! / number - 1)).toBeLessThan(1e-6);
      }
    });
    expect(rows.map((row) => [row.a_loss, row.b_loss])).toEqual([
      [2000, 1],
      [1000, 2],
      [500, 0.5],
      [4000, 1],
    ]);
  });

  it('starts at exactly 1 and stays there for constant losses', () => {
    const size = fc.float({ min: Math.fround(1e-5), max: Math.fround(1e6), noNaN: true });
    fc.assert(
      fc.property(size, size, (a, b) => {
        expect(
          run({}, [
            [a, b],
            [a, b],
            [a, b],
          ]).map(({ total }) => total),
        ).toEqual([1, 1, 1]);
      }),
      { numRuns: 50 },
    );
  });

  it('divides by at least the floor', () => {
    expect(run({}, [[0, 1e-8]])[0]!.total).toBeCloseTo(0.5 * 0 + 0.5 * 0.01, 8);
    expect(run({ floor: 10 }, [[5, 20]])[0]!.total).toBeCloseTo(0.5 * 0.5 + 0.5, 6);
  });

  it('has the gradient weight · ∇L / E: the divisor is a constant', () => {
    const w = variable(scalar(3));
    const loss = amnl({ tasks: { a: { loss: (o) => mul(o.a!, o.a!) }, b: given('b') } });
    const step = fakeStep();
    run({}, [[4, 1]], step); // E_a = 4
    const { grads } = variableGrads(
      () => (loss({ a: w, b: scalar(1) }, {}, step) as Record<string, Scalar>).total as Scalar,
      [w],
    );
    // L = 9, E = 0.9·4 + 0.1·9 = 4.5, ∇L = 6 → 0.5 · 6 / 4.5
    expect(grads[w.name]!.dataSync()[0]).toBeCloseTo(0.5 * (6 / 4.5), 6);
  });

  it('leaves E alone in evaluation, and uses it', () => {
    const step = fakeStep();
    run({}, [[8, 2]], step);
    const before = [...step.variables.values()].map((v) => v.dataSync()[0]);
    const [row] = run({}, [[4, 4]], { ...step, training: false });
    expect(row).toEqual({ total: 0.5 * (4 / 8) + 0.5 * (4 / 2), a_loss: 4, b_loss: 4 });
    expect([...step.variables.values()].map((v) => v.dataSync()[0])).toEqual(before);
  });

  it.each(['ema', 'bias-corrected', 'instant'] as const)(
    '%s evaluates to 1 before training has begun',
    (normalizer) => {
      expect(run({ normalizer }, [[7, 3]], fakeStep(false))[0]!.total).toBe(1);
    },
  );

  it('is not poisoned by a loss that is not finite', () => {
    const step = fakeStep();
    const rows = run(
      {},
      [
        [2, 1],
        [Number.POSITIVE_INFINITY, 1],
        [Number.NaN, 1],
        [3, 1],
      ],
      step,
    );
    expect(rows.map((row) => row.loss_ema_a)).toEqual([2, 2, 2, Math.fround(2.1)]);
    expect(rows[1]!.total).toBe(Number.POSITIVE_INFINITY);
  });

  it.each(['ema', 'bias-corrected'] as const)(
    '%s: a batch without a label for a task leaves its mean alone',
    (normalizer) => {
      const step = fakeStep();
      const loss = amnl({
        normalizer,
        tasks: { a: given('a'), b: { ...given('b'), samples: (t) => t['n'] as Scalar } },
      });
      const batches = [
        [5, 0, 0],
        [5, 4, 2],
        [5, 0, 0],
        [5, 4, 1],
      ] as const;
      const rows = batches.map(([a, b, n]) => numbers(loss({ a: scalar(a), b: scalar(b) }, { n: scalar(n) }, step)));
      expect(rows.map((row) => Number(row.loss_ema_b!.toFixed(5)))).toEqual([0, 4, 4, 4]);
      // Of b nothing is known in the first and third batch: its half of the total is 0.
      expect(rows.map((row) => Number(row.total!.toFixed(5)))).toEqual([0.5, 1, 0.5, 1]);
      expect(rows.map((row) => row['weight/b_loss'])).toEqual([0, 2, 0, 1]);
      expect(rows[0]).not.toHaveProperty('weight/a_loss');
    },
  );

  it('instant: every term is 1', () => {
    const rows = run({ normalizer: 'instant' }, [
      [2000, 1],
      [10, 7],
    ]);
    expect(rows).toEqual([
      { total: 1, a_loss: 2000, b_loss: 1, loss_ema_a: 2000, loss_ema_b: 1 },
      { total: 1, a_loss: 10, b_loss: 7, loss_ema_a: 10, loss_ema_b: 7 },
    ]);
  });

  it('bias-corrected: the first mean is the loss, later ones m / (1 − 0.99ⁿ)', () => {
    const rows = run({ normalizer: 'bias-corrected' }, [
      [100, 1],
      [200, 1],
      [50, 1],
    ]);
    // m: 1; 2.99; 3.4601 · 1 − dⁿ: 0.01; 0.0199; 0.029701
    const expected = [100, 2.99 / 0.0199, 3.4601 / 0.029701];
    rows.forEach((row, i) => {
      expect(Math.abs(row.loss_ema_a! / expected[i]! - 1)).toBeLessThan(1e-5);
      expect(row.loss_ema_b).toBeCloseTo(1, 5);
    });
  });

  it('fixed: the plain weighted sum, with no running mean', () => {
    expect(run({ normalizer: 'fixed' }, [[10, 4]])).toEqual([{ total: 7, a_loss: 10, b_loss: 4 }]);
  });

  it('takes task weights', () => {
    const weighted = { a: { ...tasks.a, weight: 0.75 }, b: { ...tasks.b, weight: 0.25 } };
    expect(run({ normalizer: 'fixed', tasks: weighted }, [[10, 4]])[0]!.total).toBe(8.5);
  });

  it('reports RUL and health by default and leaves no tensor behind', () => {
    const step = fakeStep();
    const loss = amnl();
    const batch = {
      rul: tensor1d([10, 58.5]),
      health: tensor2d([
        [1, 2, 3],
        [0, 0, 0],
      ]),
    };
    const targets = { rul: tensor1d([0, 62.5]), health: tensor1d([2, 0], 'int32') };
    const once = () => tidy(() => numbers(loss(batch, targets, step)));
    const row = once();
    expect(Object.keys(row)).toEqual(['total', 'rul_loss', 'loss_ema_rul', 'health_loss', 'loss_ema_health']);
    expect(row.rul_loss).toBeCloseTo(224 / 3.5, 4);
    expect(row.health_loss).toBeCloseTo(0.7531091, 6);
    const before = memory().numTensors;
    for (let i = 0; i < 10; i++) once();
    expect(memory().numTensors).toBe(before);
  });

  it('names a missing output', () => {
    expect(() => amnl()({ RUL: tensor1d([1]) }, {}, fakeStep())).toThrow(
      /no output 'rul'; found: RUL.*AL_TENSOR_MISSING/,
    );
  });

  it.each([
    { floor: 0 },
    { floor: Number.NaN },
    { decay: 1 },
    { decay: -0.1 },
    { decay: Number.NaN },
    { cap: 0 },
    { tasks: {} },
    { tasks, cap: 125 },
    { tasks: { a: { ...tasks.a, weight: -1 } } },
    { normalizer: 'gradnorm' as 'ema' },
  ])('refuses %o', (options) => {
    expect(() => amnl(options)).toThrow('CL_OPTION_INVALID');
  });
});
