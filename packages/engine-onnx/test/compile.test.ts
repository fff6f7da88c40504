import { hostRandom } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Compiled, type CompiledResult, compile } from '../src/index.js';
import { onnxBackend } from '../src/trace/backend.js';

const disposables: { dispose(): unknown }[] = [];
let before = 0;

type X = { readonly x: tf.Tensor };

/** A variable that owns its initial value. */
const variable = (value: tf.TensorLike) => tf.tidy(() => tf.variable(tf.tensor(value)));

/** A compiled function that the test need not free. */
function compiled<T extends { dispose(): unknown }>(made: T): T {
  disposables.push(made);
  return made;
}

beforeAll(() => tf.setBackend('cpu'));
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(async () => {
  for (const made of disposables.splice(0)) await made.dispose();
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
});

const codeOf = async (run: () => Promise<unknown>): Promise<string> => {
  try {
    await run();
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }
  return 'nothing was thrown';
};

describe('compile', () => {
  it('runs a function of tensors, numbers and arrays', async () => {
    const f = compiled(compile(({ x, y, z }: Record<'x' | 'y' | 'z', tf.Tensor>) => tf.add(tf.mul(x, y), z)));
    const x = tf.tensor1d([1, 2]);
    const result = await f.run({ x, y: 3, z: { data: Int32Array.of(10, 20), shape: [2] } });
    expect(Array.from(await result.data())).toEqual([13, 26]);
    tf.dispose([x, result]);
  });

  it('returns what the function returns: a tensor, named tensors, nothing', async () => {
    const named = compiled(compile(({ x }: X) => ({ twice: tf.mul(x, 2), is: tf.greater(x, 1), same: x })));
    const made = await named.run({ x: 1.5 });
    expect((await made.twice.data())[0]).toBe(3);
    expect([made.is.dtype, (await made.is.data())[0]]).toEqual(['bool', 1]);
    expect((await made.same.data())[0]).toBe(1.5);
    tf.dispose(made);
    const nothing = compiled(compile(() => undefined));
    expect(await nothing.run({})).toBeUndefined();
  });

  it('returns another kind of result where inputs have another shape', async () => {
    const f = compiled(
      compile(({ x }: X): CompiledResult => (x.shape[0] === 1 ? tf.sum(x) : { sum: tf.sum(x), largest: tf.max(x) })),
    );
    const kinds: unknown[] = [];
    for (const x of [[1], [1, 2], [3]]) {
      const made = await f.run({ x: { data: x, shape: [x.length] } });
      kinds.push(made instanceof tf.Tensor ? made.dataSync()[0] : Object.keys(made!));
      tf.dispose(made as tf.TensorContainer);
    }
    expect(kinds).toEqual([1, ['sum', 'largest'], 3]);
  });

  it('takes bool inputs', async () => {
    const f = compiled(compile(({ flag, x }: Record<'flag' | 'x', tf.Tensor>) => tf.where(flag, x, tf.neg(x))));
    const [flag, x] = [tf.tensor1d([true, false], 'bool'), tf.tensor1d([1, 2])];
    const result = await f.run({ flag, x });
    expect(Array.from(await result.data())).toEqual([1, -2]);
    tf.dispose([flag, x, result]);
  });

  it('computes gradients, with tidy and customGrad inside', async () => {
    const clipped = tf.customGrad((x) => ({
      value: tf.square(x as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => tf.mul(dy, 7),
    }));
    const f = compiled(compile(({ x }: X) => tf.grad((v) => tf.tidy(() => tf.sum(tf.mul(clipped(v), 2))))(x)));
    const x = tf.tensor1d([1, 5]);
    const result = await f.run({ x });
    expect(Array.from(await result.data())).toEqual([14, 14]);
    tf.dispose([x, result]);
  });

  it('assigns variables, which can be read, cloned and changed between runs', async () => {
    const w = variable(1);
    const f = compiled(compile(({ x }: X) => void w.assign(tf.add(w, x))));
    await f.run({ x: 2 });
    expect(w.dataSync()[0]).toBe(3);
    await f.run({ x: 2 });
    expect((await w.data())[0]).toBe(5);
    const copy = w.clone();
    const doubled = tf.mul(w, 2); // an operation of the cpu backend
    await f.run({ x: 1 });
    expect([w, copy, doubled].map((t) => t.dataSync()[0])).toEqual([6, 5, 10]);
    w.assign(copy);
    await f.run({ x: 1 });
    expect(w.dataSync()[0]).toBe(6);
    expect(copy.dataSync()[0]).toBe(5);
    tf.dispose([w, copy, doubled]);
  });

  it('lets two functions share variables, and swaps them', async () => {
    const [a, b] = [variable(1), variable(2)];
    const swap = compiled(
      compile(() => {
        const old = a.clone();
        a.assign(b);
        b.assign(old);
      }),
    );
    const sum = compiled(compile(() => tf.sub(a, b)));
    await swap.run({});
    const one = await sum.run({});
    await swap.run({});
    const two = await sum.run({});
    expect([one.dataSync()[0], two.dataSync()[0], a.dataSync()[0]]).toEqual([1, -1, 1]);
    tf.dispose([a, b, one, two]);
  });

  it('keeps variables usable after dispose and disposing of them while they live in ONNX Runtime', async () => {
    const w = variable([1, 2]);
    const f = compile(() => void w.assign(tf.mul(w, 2)));
    await f.run({});
    await f.dispose();
    expect(Array.from(w.dataSync())).toEqual([2, 4]);
    expect(await codeOf(() => f.run({}))).toMatch(/EO_DISPOSED/);
    w.dispose();
  });

  it('compiles once per signature and forgets the least recently used', async () => {
    let traced = 0;
    const f = compiled(
      compile(
        ({ x }: X) => {
          traced++;
          return tf.sum(x);
        },
        { programs: 2 },
      ),
    );
    const run = async (n: number) => {
      const [x, y] = [tf.ones([n]), 0];
      const made = await f.run({ x });
      expect(made.dataSync()[0]).toBe(n);
      tf.dispose([x, made]);
      return y;
    };
    for (const n of [1, 1, 2, 1, 3, 1]) await run(n);
    expect([traced, f.programs]).toEqual([3, 2]);
    await run(2); // was dropped
    expect(traced).toBe(4);
  });

  it('runs calls that overlap one after the other', async () => {
    const w = variable(0);
    const f = compiled(compile(({ x }: X) => void w.assign(tf.add(tf.mul(w, 10), x))));
    await Promise.all([1, 2, 3].map((x) => f.run({ x })));
    expect(w.dataSync()[0]).toBe(123);
    w.dispose();
  });

  it('gives fresh random numbers at every run, the same for the same seed', async () => {
    const make = (seed: number) => compiled(compile((_, random) => random.uniform('u', [4]), { seed }));
    const draw = async (f: Compiled<Record<string, never>, tf.Tensor>) => {
      const made = await f.run({});
      const numbers = Array.from(await made.data());
      made.dispose();
      return numbers;
    };
    const [one, other, same] = [make(1), make(2), make(1)];
    const first = await draw(one);
    expect(await draw(one)).not.toEqual(first);
    expect(await draw(other)).not.toEqual(first);
    expect(await draw(same)).toEqual(first);
  });

  it('draws the numbers of core-loop: uniform, normal and masks', async () => {
    const f = compiled(
      compile(
        (_, random) => ({
          uniform: random.uniform('a', [33]),
          normal: random.normal('b', [3, 11]),
          mask: random.dropoutMask('c', [33], 0.3),
        }),
        { seed: 9 },
      ),
    );
    const made = await f.run({});
    const host = hostRandom({ seed: 9, counter: 0 });
    const expected = {
      uniform: host.uniform('a', [33]),
      normal: host.normal('b', [33]),
      mask: host.dropoutMask('c', [33], 0.3),
    };
    for (const name of ['uniform', 'normal', 'mask'] as const) {
      expect(Array.from(made[name].dataSync())).toEqual(Array.from(expected[name].dataSync()));
      made[name].dispose();
      expected[name].dispose();
    }
  });

  it('draws fresh numbers for tf.randomUniform and tf.dropout', async () => {
    const f = compiled(
      compile(({ x }: X) => ({
        uniform: tf.randomUniform([1000], -3, 5),
        dropped: tf.dropout(x, 0.25),
        fixed: tf.randomUniform([3], 0, 1, 'float32', 7),
      })),
    );
    const x = tf.ones([1000]);
    const [one, two] = [await f.run({ x }), await f.run({ x })];
    for (const { uniform, dropped } of [one, two]) {
      const numbers = Array.from(await uniform.data());
      expect(Math.min(...numbers)).toBeCloseTo(-3, 1);
      expect(Math.max(...numbers)).toBeCloseTo(5, 1);
      const kept = Array.from(await dropped.data());
      expect(new Set(kept.map((v) => v.toFixed(4)))).toEqual(new Set(['0.0000', '1.3333']));
      expect(kept.filter((v) => v === 0).length / 1000).toBeCloseTo(0.25, 1);
    }
    expect(await one.uniform.data()).not.toEqual(await two.uniform.data());
    expect(await one.dropped.data()).not.toEqual(await two.dropped.data());
    // With a seed TensorFlow.js gives the same numbers every time.
    expect(await one.fixed.data()).toEqual(await two.fixed.data());
    tf.dispose([x, one, two]);
  });

  it.each([
    ['sgd', () => tf.train.sgd(0.1)],
    ['momentum', () => tf.train.momentum(0.1, 0.9)],
    ['rmsprop', () => tf.train.rmsprop(0.01)],
    ['adagrad', () => tf.train.adagrad(0.1)],
    ['adam', () => tf.train.adam(0.1)],
    ['adamax', () => tf.train.adamax(0.1)],
  ])('trains with tf.train.%s as eager TensorFlow.js does', async (_, make) => {
    const train = async (isCompiled: boolean) => {
      const w = variable([[0.5], [-1]]);
      const optimizer = make();
      const body = ({ x, y }: { x: tf.Tensor; y: tf.Tensor }) =>
        tf.tidy(() => {
          const loss = () =>
            tf.mean(tf.squaredDifference(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), y)) as tf.Scalar;
          const { value, grads } = tf.variableGrads(loss, [w]);
          optimizer.applyGradients(grads as tf.NamedTensorMap & Record<string, tf.Variable>);
          return value;
        });
      const step = compile(body);
      const [x, y] = [
        tf.tensor2d([
          [1, 2],
          [3, 4],
          [-1, 1],
        ]),
        tf.tensor2d([[1], [0], [2]]),
      ];
      const losses: number[] = [];
      for (let i = 0; i < 5; i++) {
        const value = isCompiled ? await step.run({ x, y }) : body({ x, y });
        losses.push((await value.data())[0]!);
        value.dispose();
      }
      const weights = Array.from(await w.data());
      await step.dispose();
      optimizer.dispose();
      (optimizer as unknown as { c?: tf.Tensor }).c?.dispose(); // which momentum's own dispose() forgets
      tf.dispose([w, x, y]);
      return [...losses, ...weights];
    };
    const [eager, fast] = [await train(false), await train(true)];
    fast.forEach((value, i) => {
      expect(value).toBeCloseTo(eager[i]!, 4);
    });
    tf.disposeVariables();
  });
});

describe('errors of a compiled function', () => {
  const refuses = async (fn: (inputs: X) => CompiledResult, code: string, ...words: string[]) => {
    const w = variable(3);
    const f = compiled(compile(fn));
    const x = tf.tensor1d([1, 2]);
    const message = await codeOf(() => f.run({ x }));
    expect(message).toMatch(new RegExp(`^${code}`));
    for (const word of words) expect(message).toContain(word);
    // Nothing stays behind: variables have their values, TensorFlow.js its backend, and works.
    expect([tf.getBackend(), w.dataSync()[0], tf.engine().state.gradientDepth]).toEqual(['cpu', 3, 0]);
    expect(onnxBackend().numDataIds(), 'symbols left behind').toBe(0);
    tf.dispose([w, x]);
  };

  it('names a kernel that cannot be compiled, and where it was used', () =>
    refuses(
      ({ x }: X) => tf.topk(x, 1).values,
      'EO_KERNEL_UNSUPPORTED',
      "'TopK'",
      'compile.test.ts:',
      'docs/supported-kernels.md',
    ));

  it('names the place where a value was read', () =>
    refuses(({ x }: X) => tf.mul(x, x.dataSync()[0]!), 'EO_VALUE_READ', 'compile.test.ts:', 'where()'));

  it('refuses an `if` on a value', () =>
    refuses(
      ({ x }: X) => ((tf.sum(x).arraySync() as number) > 1 ? x : tf.neg(x)),
      'EO_VALUE_READ',
      'compile.test.ts:',
      'an `if` on a value',
      'branch with where()',
    ));

  it('refuses an `if` that compares a tensor itself', () =>
    refuses(({ x }: X) => ((x as never) > 1 ? x : tf.neg(x)), 'EO_VALUE_READ', 'compile.test.ts:', 'where()'));

  it('refuses a read that cannot throw at once', () =>
    refuses(({ x }: X) => {
      void x.data();
      return x;
    }, 'EO_VALUE_READ'));

  it('refuses a read inside a gradient', () =>
    refuses(({ x }: X) => tf.grad((v) => tf.mul(v, v.dataSync()[0]!))(x), 'EO_VALUE_READ'));

  it('refuses numbers of Math.random', () =>
    refuses(({ x }: X) => tf.mul(x, Math.random()), 'EO_RANDOM', 'compile.test.ts:', 'random.uniform'));

  it('refuses tf.randomNormal', () => refuses(({ x }: X) => tf.add(x, tf.randomNormal([2])), 'EO_RANDOM'));

  it('refuses Math.random that decides in JavaScript', () =>
    refuses(({ x }) => (Math.random() < 2 ? x : tf.neg(x)), 'EO_RANDOM'));

  it('refuses a variable made of a tensor of the function', () =>
    refuses(
      ({ x }: X) => tf.mul(tf.variable(x), 2),
      'EO_VARIABLE_CREATED',
      'compile.test.ts:',
      'no numbers yet',
      'Make it once, outside',
    ));

  it('refuses it deep inside a gradient too, and where nothing uses it', async () => {
    const deep = (x: tf.Tensor, depth: number): tf.Tensor =>
      depth === 0 ? tf.mul(tf.variable(x), 2) : tf.tidy(() => tf.grad((v) => deep(v, depth - 1))(x));
    await refuses(({ x }: X) => deep(x, 5), 'EO_VARIABLE_CREATED', 'compile.test.ts:');
    await refuses(
      ({ x }: X) => {
        tf.variable(x);
        return x;
      },
      'EO_VARIABLE_CREATED',
      'compile.test.ts:',
    );
  });

  it('refuses a variable made anew for each input shape', async () => {
    const made: tf.Variable[] = [];
    const f = compiled(
      compile(({ x }: X) => {
        made.push(tf.variable(tf.zeros([1])));
        return tf.add(x, made.at(-1)!);
      }),
    );
    (await f.run({ x: 1 })).dispose();
    const found = await codeOf(() => f.run({ x: { data: Float32Array.of(1, 2), shape: [2] } }));
    expect(found).toMatch(/^EO_VARIABLE_CREATED.*again for other input shapes at .*compile\.test\.ts:\d+.*outside/);
    tf.dispose(made);
  });

  it('refuses a variable that changes its shape or type', async () => {
    const w = variable([1, 2]);
    await refuses(
      ({ x }: X) => void w.assign(tf.concat([w, x])),
      'EO_SHAPE_CHANGED',
      'shape [2] was assigned a tensor of shape [4]',
      'compile.test.ts:',
      'as large as it gets',
    );
    await refuses(({ x }: X) => void w.assign(tf.cast(x, 'int32')), 'EO_SHAPE_CHANGED', 'dtype [int32]');
    w.dispose();
  });

  it('warns once where the shapes of inputs keep changing', async () => {
    const warnings: (Error & { code?: string })[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    const twice = ({ x }: X) => tf.mul(x, 2);
    const f = compiled(compile(twice, { programs: 1, threads: 1 }));
    for (const n of [1, 2, 3, 4, 5]) (await f.run({ x: { data: new Float32Array(n), shape: [n] } })).dispose();
    await new Promise(setImmediate); // warnings are emitted in the next tick
    process.off('warning', listen);
    const ours = warnings.filter(({ code }) => code === 'EO_SHAPES_VARY');
    expect(ours.map(({ message }) => message)).toEqual([
      expect.stringMatching(/'twice', compiled at .*compile\.test\.ts:\d+, was compiled 3 times.*x float32 \[3\].*pad/),
    ]);
  });

  it('refuses a result that is no tensor', () => refuses((() => 5) as never, 'EO_RESULT_INVALID', 'returned 5'));

  it('refuses an asynchronous function', () =>
    refuses((async () => undefined) as never, 'EO_RESULT_INVALID', 'promise'));

  it('refuses an asynchronous function that fails later, without an unhandled rejection', () =>
    refuses(
      (async () => {
        await Promise.resolve();
        throw new Error('too late');
      }) as never,
      'EO_RESULT_INVALID',
      'promise',
      'Make it synchronous',
    ));

  it('refuses inputs whose data and shape disagree', async () => {
    const f = compiled(compile(({ x }: X) => x));
    const found = await codeOf(() => f.run({ x: { data: Float32Array.of(1, 2), shape: [3] } }));
    expect(found).toMatch(/^EO_INPUT_INVALID.*'x' has 2 numbers and shape \[3\]/);
  });

  it('refuses a variable outside `variables`', async () => {
    const [a, b] = [variable(1), variable(1)];
    const f = compiled(compile(() => tf.add(a, b), { variables: [a] }));
    expect(await codeOf(() => f.run({}))).toMatch(/^EO_VARIABLE_UNLISTED/);
    const g = compiled(compile(() => tf.add(a, b), { variables: { a, b } }));
    const sum = await g.run({});
    expect(sum.dataSync()[0]).toBe(2);
    tf.dispose([a, b, sum]);
  });

  it('refuses a variable that was disposed of meanwhile', async () => {
    const w = variable(1);
    const f = compiled(compile(({ x }: X) => tf.add(w, x)));
    (await f.run({ x: 1 })).dispose();
    w.dispose();
    expect(await codeOf(() => f.run({ x: 1 }))).toMatch(/^EO_VARIABLE_DISPOSED/);
  });

  it('refuses an unknown provider', async () => {
    const f = compiled(compile(({ x }: X) => x, { providers: ['abacus'] }));
    expect(await codeOf(() => f.run({ x: 1 }))).toMatch(
      /^EO_PROVIDER_MISSING.*'abacus'.*built with: cpu.*one of these/,
    );
  });

  it.each([
    [{ threads: 0 }],
    [{ threads: 1.5 }],
    [{ threads: 100_000 }],
    [{ threads: Number.NaN }],
    [{ programs: 0 }],
    [{ providers: [] }],
  ])('refuses options %j', (options) => {
    expect(() => compile(() => undefined, options)).toThrow(/CL_OPTION_INVALID/);
  });
});
