import '@tensorflow/tfjs';
import { fillUniform, type LossFunction, type Plugin } from '@amnl/core-loop';
import { countTensors } from '@amnl/core-loop/testing';
import { type Scalar, scalar, setBackend, tensor, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import run from '../amnl.config.mjs';
import uncertaintyLoss from '../uncertainty-loss.mjs';

beforeAll(async () => {
  await setBackend('cpu');
});

const CAP = 125;
const plugin = (): Plugin => uncertaintyLoss({ config: { rulCap: CAP } } as never);

/** The loss that the plugin binds, over variables in a map. */
function bound() {
  let loss: LossFunction | undefined;
  plugin().provide?.(((_: unknown, make: () => LossFunction) => {
    loss = make();
  }) as never);
  const variables = new Map<string, Variable>();
  const step = (training: boolean) => ({
    training,
    variable(name: string, initial: number) {
      const known = variables.get(name) ?? variable(scalar(initial), false);
      variables.set(name, known);
      return known;
    },
    assign: (v: Variable, value: Scalar) => v.assign(value),
  });
  return { loss: loss!, step };
}

describe('uncertainty-loss', () => {
  test('is the formula of the paper, and its log-variances descend along their own derivative', () => {
    const { loss, step } = bound();
    let [rul, health] = [Math.log(CAP ** 2 / 12), 0];
    const targets = { rul: tensor([100, 20]), health: tensor([0, 2], [2], 'int32') };
    for (const [predicted, logits] of [
      [
        [90, 40],
        [1, 0, -1, 0, 0, 1],
      ],
      [
        [10, 10],
        [0, 3, 0, 3, 0, 0],
      ],
      [
        [100, 20],
        [9, 0, 0, 0, 0, 9],
      ],
    ] as const) {
      const outputs = { rul: tensor([...predicted]), health: tensor([...logits], [2, 3]) };
      const made = loss(outputs, targets, step(true) as never) as Record<string, Scalar>;
      const number = (name: string) => made[name]!.dataSync()[0]!;
      const [ofRul, ofHealth] = [number('rul_loss'), number('health_loss')];
      expect(number('log_variance_rul')).toBeCloseTo(rul, 5);
      expect(number('log_variance_health')).toBeCloseTo(health, 5);
      const terms = [0.5 * Math.exp(-rul) * ofRul, Math.exp(-health) * ofHealth] as const;
      expect(number('total')).toBeCloseTo(terms[0] + 0.5 * rul + terms[1] + 0.5 * health, 4);
      const clipped = (value: number) => Math.max(-1, Math.min(1, value));
      rul -= 0.05 * clipped(0.5 - terms[0]);
      health -= 0.05 * clipped(0.5 - terms[1]);
    }
  });

  test('leaves its log-variances alone in evaluation', () => {
    const { loss, step } = bound();
    const outputs = { rul: tensor([9]), health: tensor([1, 0, 0], [1, 3]) };
    const targets = { rul: tensor([30]), health: tensor([1], [1], 'int32') };
    const totals = [1, 2].map(() =>
      (loss(outputs, targets, step(false) as never) as { total: Scalar }).total.dataSync(),
    );
    expect(totals[0]).toEqual(totals[1]);
  });
});

describe('the GRU of amnl.config.mjs', () => {
  const facts = { inputs: ['a', 'b', 'c'], features: 3, window: 4, rulCap: CAP, seed: 7 };
  const random = { uniform: () => scalar(0), normal: () => scalar(0), dropoutMask: () => scalar(0) };

  test('computes what plain loops compute', async () => {
    const [batch, units] = [2, 32];
    const rows = Array.from(fillUniform(new Float32Array(batch * 4 * 3), 1, 'window', 0));
    const model = run.model!(facts);
    const w = Object.fromEntries(
      Object.entries(model.parameters).map(([name, v]) => [name, v.arraySync() as number[][]]),
    );
    const outputs = tidy(() => {
      const { rul, health } = model.forward({ window: tensor(rows, [batch, 4, 3]) }, { training: true, random });
      return { rul: rul!.arraySync() as number[], health: health!.arraySync() as number[][] };
    });
    const sum = (n: number, term: (i: number) => number) =>
      Array.from({ length: n }, (_, i) => term(i)).reduce((a, b) => a + b, 0);
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    for (let sample = 0; sample < batch; sample++) {
      let h: number[] = new Array(units).fill(0);
      for (let t = 0; t < 4; t++) {
        const input = (column: number) =>
          w['bias']![0]![column]! + sum(3, (f) => rows[(sample * 4 + t) * 3 + f]! * w['kernel']![f]![column]!);
        const state = (column: number) => sum(units, (u) => h[u]! * w['recurrent']![u]![column]!);
        h = h.map((before, u) => {
          const keep = sigmoid(input(u) + state(u));
          const reset = sigmoid(input(units + u) + state(units + u));
          return (1 - keep) * Math.tanh(input(2 * units + u) + reset * state(2 * units + u)) + keep * before;
        });
      }
      const head = (column: number) => sum(units, (u) => h[u]! * w['heads']![u]![column]!);
      expect(outputs.rul[sample]!).toBeCloseTo(CAP * Math.log1p(Math.exp(head(0))), 3);
      for (const i of [0, 1, 2]) expect(outputs.health[sample]![i]!).toBeCloseTo(head(i + 1), 5);
    }
    model.dispose?.();
  });

  test('is freed with all it made', async () => {
    expect(await countTensors(() => run.model!(facts).dispose?.())).toBe(0);
  });
});
