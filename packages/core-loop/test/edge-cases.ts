import * as tf from '@tensorflow/tfjs-core';
import {
  type Axis,
  convolutionLoops,
  type Expected,
  normalisationLoops,
  poolLoops,
  productLoops,
  slope,
} from './plain-loops.js';

/** An operation, its inputs, and what plain loops make of them. */
export interface EdgeCase {
  readonly name: string;
  readonly inputs: readonly { readonly data: Float32Array; readonly shape: readonly number[] }[];
  readonly fn: (...x: never[]) => tf.Tensor;
  readonly expected: Expected;
}

/** Numbers that differ, all of them negative: padding that counts as 0 would be the largest. */
const negative = (shape: readonly number[], seed: number) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * i + seed) - 1.5),
});

const PRODUCTS: EdgeCase[] = (
  [
    [
      [5, 2],
      [5, 1],
    ],
    [
      [1, 2],
      [5, 1],
    ],
    [[5, 1], [2]],
    [
      [3, 1, 2],
      [2, 1],
    ],
    [[2], [4, 2]],
    [[1], [3]],
  ] as const
).flatMap(([outerA, outerB]) =>
  [false, true].flatMap((ta) =>
    [false, true].map((tb): EdgeCase => {
      const a = negative([...outerA, ...(ta ? [4, 3] : [3, 4])], 1);
      const b = negative([...outerB, ...(tb ? [2, 4] : [4, 2])], 2);
      return {
        name: `matMul [${a.shape}] [${b.shape}] ${ta} ${tb}`,
        inputs: [a, b],
        fn: (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y, ta, tb),
        expected: productLoops(a, b, ta, tb),
      };
    }),
  ),
);

type Pads = readonly [pad: 'same' | 'valid' | number | number[][], rounding?: 'floor' | 'ceil'];
const PADS: readonly Pads[] = [
  ['same'],
  ['valid'],
  [1, 'floor'],
  [0, 'ceil'],
  [1, 'ceil'],
  [
    [
      [0, 0],
      [1, 0],
      [0, 1],
      [0, 0],
    ],
    'floor',
  ],
];

const FLAT: EdgeCase[] = (['max', 'avg'] as const).flatMap((kind) =>
  (
    [
      [2, 2],
      [3, 1],
      [3, 2],
      [2, 3],
      [
        [2, 3],
        [2, 1],
      ],
    ] as const
  ).flatMap(([window, stride]) =>
    PADS.flatMap(([pad, rounding]): EdgeCase[] => {
      // TensorFlow.js takes the first axis's numbers for both where padding is a number.
      if (typeof pad === 'number' && typeof window !== 'number') return [];
      const x = negative([2, 5, 6, 2], 3);
      const axes = [0, 1].map(
        (i): Axis => ({
          input: x.shape[i + 1]!,
          window: typeof window === 'number' ? window : window[i]!,
          stride: typeof stride === 'number' ? stride : stride[i]!,
          pad: typeof pad === 'number' ? [pad, pad] : typeof pad === 'string' ? pad : (pad[i + 1] as [number, number]),
          up: rounding === 'ceil',
        }),
      );
      const pool = kind === 'max' ? tf.maxPool : tf.avgPool;
      return [
        {
          name: `${kind}Pool window ${window} stride ${stride} pad ${JSON.stringify(pad)} ${rounding ?? ''}`,
          inputs: [x],
          fn: (t: tf.Tensor4D) => pool(t, window as number, stride as number, pad as 'same', rounding),
          expected: poolLoops(kind, x.data, 2, axes, 2),
        },
      ];
    }),
  ),
);

const DEEP: EdgeCase[] = (['max', 'avg'] as const).flatMap((kind) =>
  (['same', 'valid'] as const).flatMap((pad) =>
    [1, 2].map((stride): EdgeCase => {
      const x = negative([2, 4, 5, 3, 2], 4);
      const pool = kind === 'max' ? tf.maxPool3d : tf.avgPool3d;
      const axes = [4, 5, 3].map((input): Axis => ({ input, window: 3, stride, pad }));
      return {
        name: `${kind}Pool3d stride ${stride} ${pad}`,
        inputs: [x],
        fn: (t: tf.Tensor5D) => pool(t, 3, stride, pad),
        expected: poolLoops(kind, x.data, 2, axes, 2),
      };
    }),
  ),
);

const CONVOLUTIONS: EdgeCase[] = [false, true].flatMap((depthwise) =>
  (
    [
      [3, 1, 'same'],
      [3, 2, 1, 'floor'],
      [3, 2, 1, 'ceil'],
      [3, 2, 0, 'ceil'],
      [2, 3, 'same'],
      [2, 3, 'valid'],
      [1, 2, 'same'],
    ] as const
  ).map(([window, stride, pad, rounding]): EdgeCase => {
    const x = negative([2, 6, 7, 2], 5);
    const filter = negative([window, window, 2, 3], 6);
    const pads = typeof pad === 'number' ? ([pad, pad] as const) : pad;
    const axes = [6, 7].map((input): Axis => ({ input, window, stride, pad: pads, up: rounding === 'ceil' }));
    const convolve = depthwise ? tf.depthwiseConv2d : tf.conv2d;
    return {
      name: `${depthwise ? 'depthwiseConv2d' : 'conv2d'} window ${window} stride ${stride} pad ${pad} ${rounding ?? ''}`,
      inputs: [x, filter],
      fn: (t: tf.Tensor4D, f: tf.Tensor4D) => convolve(t, f, stride, pad, 'NHWC', 1, rounding),
      expected: convolutionLoops(x, filter, axes, depthwise),
    };
  }),
);

/** `[2, 3, 4, 3]` has as many numbers along the last axis as along the one that is normalised. */
const NORMALISATIONS: EdgeCase[] = (
  [
    [[2, 3, 2, 5], [5]],
    [
      [2, 3, 2, 5],
      [1, 3, 1, 1],
    ],
    [
      [2, 3, 4, 3],
      [1, 3, 1, 1],
    ],
    [
      [2, 3, 4],
      [3, 1],
    ],
    [
      [2, 3, 4],
      [2, 1, 4],
    ],
    [
      [4, 3],
      [4, 1],
    ],
  ] as const
).map(([shape, shared]): EdgeCase => {
  const x = negative(shape, 7);
  const [mean, variance, offset, scale] = [8, 9, 10, 11].map((seed) => negative(shared, seed)) as [X, X, X, X];
  const positive = { ...variance, data: variance.data.map(Math.abs) };
  return {
    name: `batchNorm [${shape}] by [${shared}]`,
    inputs: [x, mean, positive, offset, scale],
    fn: (t: tf.Tensor, m: tf.Tensor1D, v: tf.Tensor1D, o: tf.Tensor1D, s: tf.Tensor1D) =>
      tf.batchNorm(t, m, v, o, s, 0.25),
    expected: normalisationLoops(x, [mean, positive, offset, scale], 0.25),
  };
});
type X = ReturnType<typeof negative>;

/** Where TensorFlow.js's own backends were wrong, and relatives. */
export const EDGE_CASES = { PRODUCTS, CONVOLUTIONS, FLAT, DEEP, NORMALISATIONS };

/** The value of a case, and the gradients of Σ slopes · value. */
export function evaluate({ fn }: EdgeCase, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const run = fn as (...x: tf.Tensor[]) => tf.Tensor;
  const y = run(...inputs);
  const slopes = tf.tensor(
    Float32Array.from({ length: y.size }, (_, i) => slope(i)),
    y.shape,
  );
  return [y, ...tf.grads((...x) => tf.sum(tf.mul(run(...x), slopes)))([...inputs])];
}
