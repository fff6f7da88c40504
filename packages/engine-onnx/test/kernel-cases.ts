import * as tf from '@tensorflow/tfjs';

type T = tf.Tensor;

/** One test of one or more kernels against the `cpu` backend. */
export interface KernelCase {
  readonly name: string;
  readonly inputs: readonly Input[];
  readonly fn: (...x: never[]) => T | T[];
  /** Whether gradients of the float inputs are compared too. */
  readonly gradient: boolean;
}

/** How an input is drawn. */
export interface Input {
  readonly shape: readonly number[];
  readonly type: 'float32' | 'int32' | 'bool';
  /** Range of the numbers. */
  readonly low: number;
  readonly high: number;
}

const f = (...shape: number[]): Input => ({ shape, type: 'float32', low: -2, high: 2 });
const positive = (...shape: number[]): Input => ({ shape, type: 'float32', low: 0.2, high: 3 });
const unit = (...shape: number[]): Input => ({ shape, type: 'float32', low: -0.9, high: 0.9 });
const int = (high: number, ...shape: number[]): Input => ({ shape, type: 'int32', low: 0, high });
const signed = (...shape: number[]): Input => ({ shape, type: 'int32', low: -9, high: 10 });
const bool = (...shape: number[]): Input => ({ shape, type: 'bool', low: 0, high: 2 });

const test = (name: string, inputs: readonly Input[], fn: KernelCase['fn'], gradient = true): KernelCase => ({
  name,
  inputs,
  fn,
  gradient,
});
/** Without gradients: TensorFlow.js has none, or the operation is not differentiable. */
const values = (name: string, inputs: readonly Input[], fn: KernelCase['fn']) => test(name, inputs, fn, false);

/** A unary operation on several shapes: scalar, size-1 axis, matrix, empty. */
const unary = (name: string, draw: (...shape: number[]) => Input, fn: (x: T) => T, gradient = true): KernelCase[] =>
  [[], [1, 3], [4, 5], [0, 2]].map((shape) => test(`${name} [${shape}]`, [draw(...shape)], fn, gradient));

const BROADCASTS: readonly (readonly [number[], number[]])[] = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], []],
  [[], [3, 2]],
  [
    [4, 1, 3],
    [5, 1],
  ],
  [[1], [1, 1]],
  [
    [0, 3],
    [1, 3],
  ],
];

const binary = (
  name: string,
  draw: readonly [(...shape: number[]) => Input, (...shape: number[]) => Input],
  fn: (a: T, b: T) => T,
  gradient = true,
): KernelCase[] =>
  BROADCASTS.map(([a, b]) => {
    // TensorFlow.js's own gradients fail for an empty broadcast, and those of three operations for any.
    const differs = a.join() !== b.join();
    const broken = (a.includes(0) && differs) || (/maximum|minimum|squared/.test(name) && differs);
    return test(`${name} [${a}] [${b}]`, [draw[0](...a), draw[1](...b)], fn, gradient && !broken);
  });

const AXES: readonly (readonly [number[], number | number[] | undefined, boolean])[] = [
  [[3, 4], undefined, false],
  [[3, 4], 0, false],
  [[3, 4, 2], -1, true],
  [[3, 4, 2], [0, -1], false],
  [[1, 5], 0, true],
  [[2, 1, 3], [1], false],
  [[], undefined, false],
  [[3, 67], 1, false],
  [[67, 3], 0, false],
];

const reduction = (
  name: string,
  draw: (...shape: number[]) => Input,
  fn: (x: T, axis?: number | number[], keepDims?: boolean) => T,
  gradient = true,
): KernelCase[] =>
  AXES.map(([shape, axis, keep]) =>
    test(`${name} [${shape}] axis ${axis} keep ${keep}`, [draw(...shape)], (x: T) => fn(x, axis, keep), gradient),
  );

const x4 = (x: T) => x as tf.Tensor4D;

const ELEMENTWISE: KernelCase[] = [
  ...binary('add', [f, f], tf.add),
  ...binary('sub', [f, f], tf.sub),
  ...binary('mul', [f, f], tf.mul),
  ...binary('div', [f, positive], tf.div),
  ...binary('maximum', [f, f], tf.maximum),
  ...binary('minimum', [f, f], tf.minimum),
  ...binary('pow', [positive, f], tf.pow),
  ...binary('squaredDifference', [f, f], tf.squaredDifference),
  ...binary('atan2', [f, f], tf.atan2),
  ...binary('mod', [f, positive], tf.mod, false),
  ...binary('floorDiv', [f, positive], tf.floorDiv, false),
  ...binary('int add', [signed, signed], tf.add, false),
  ...binary('int mul', [signed, signed], tf.mul, false),
  ...binary('int sub', [signed, signed], tf.sub, false),
  ...binary('int maximum', [signed, signed], tf.maximum, false),
  ...binary('mixed add', [signed, f], tf.add, false),
  ...Object.entries({
    equal: tf.equal,
    notEqual: tf.notEqual,
    greater: tf.greater,
    greaterEqual: tf.greaterEqual,
    less: tf.less,
    lessEqual: tf.lessEqual,
  }).flatMap(([name, op]) => [
    ...binary(name, [f, f], op, false),
    ...binary(`int ${name}`, [signed, signed], op, false),
    ...binary(`bool ${name}`, [bool, bool], op, false),
  ]),
  ...binary('logicalAnd', [bool, bool], tf.logicalAnd, false),
  ...binary('logicalOr', [bool, bool], tf.logicalOr, false),
  ...binary('logicalXor', [bool, bool], tf.logicalXor, false),
  ...unary('logicalNot', bool, tf.logicalNot, false),
  values('int div', [signed(6), int(5, 6)], (a: T, b: T) => tf.div(a, tf.add(b, tf.scalar(1, 'int32')))),
  test('addN', [f(2, 3), f(2, 3), f(2, 3)], (...x: T[]) => tf.addN(x)),
  test('addN of one', [f(2, 3)], (x: T) => tf.addN([x])),
  test('where', [bool(2, 3), f(2, 3), f(2, 3)], (c: T, a: T, b: T) => tf.where(c, a, b)),
  test('where broadcast', [bool(), f(2, 3), f(2, 3)], (c: T, a: T, b: T) => tf.where(c, a, b)),
  values('where of bools', [bool(4), bool(4), bool(4)], (c: T, a: T, b: T) => tf.where(c, a, b)),
  ...unary('abs', f, tf.abs),
  ...unary('neg', f, tf.neg),
  ...unary('sign', f, tf.sign, false),
  ...unary('ceil', f, tf.ceil, false),
  ...unary('floor', f, tf.floor, false),
  ...unary('round', f, (x) => tf.round(tf.mul(x, 4)), false),
  values('round half to even', [int(9, 9)], (x: T) => tf.round(tf.sub(tf.cast(x, 'float32'), 4.5))),
  ...unary('exp', f, tf.exp),
  ...unary('expm1', f, tf.expm1),
  values('expm1 of small numbers', [f(8)], (x: T) => tf.expm1(tf.mul(x, 1e-5))),
  ...unary('log', positive, tf.log),
  ...unary('log1p', positive, tf.log1p),
  values('log1p of small numbers', [f(8)], (x: T) => tf.log1p(tf.mul(x, 1e-5))),
  ...unary('sqrt', positive, tf.sqrt),
  ...unary('rsqrt', positive, tf.rsqrt),
  ...unary('square', f, tf.square),
  ...unary('reciprocal', positive, tf.reciprocal),
  ...unary('sin', f, tf.sin),
  ...unary('cos', f, tf.cos),
  ...unary('tan', unit, tf.tan),
  ...unary('asin', unit, tf.asin),
  ...unary('acos', unit, tf.acos),
  ...unary('atan', f, tf.atan),
  ...unary('sinh', f, tf.sinh),
  ...unary('cosh', f, tf.cosh),
  ...unary('asinh', f, tf.asinh),
  ...unary('acosh', (...shape) => ({ ...positive(...shape), low: 1.2 }), tf.acosh),
  ...unary('atanh', unit, tf.atanh),
  ...unary('erf', f, tf.erf),
  ...unary('tanh', f, tf.tanh),
  ...unary('sigmoid', f, tf.sigmoid),
  ...unary('softplus', f, tf.softplus),
  ...unary('relu', f, tf.relu),
  ...unary('relu6', (...shape) => ({ ...f(...shape), low: -4, high: 10 }), tf.relu6),
  ...unary('elu', f, tf.elu),
  ...unary('selu', f, tf.selu),
  ...unary('leakyRelu', f, (x) => tf.leakyRelu(x, 0.3)),
  ...unary('step', f, (x) => tf.step(x, 0.25), false),
  test('prelu', [f(3, 4), unit(4)], (x: T, a: T) => tf.prelu(x, a)),
  ...unary('clipByValue', f, (x) => tf.clipByValue(x, -0.5, 1)),
  ...unary('isFinite', f, (x) => tf.isFinite(tf.div(1, tf.floor(x))), false),
  ...unary('isInf', f, (x) => tf.isInf(tf.div(1, tf.floor(x))), false),
  ...unary('isNaN', f, (x) => tf.isNaN(tf.log(x)), false),
  ...unary('cast to int', f, (x) => tf.cast(tf.mul(x, 3), 'int32'), false),
  ...unary('cast to bool', signed, (x) => tf.cast(x, 'bool'), false),
  ...unary('cast to float', bool, (x) => tf.cast(x, 'float32'), false),
  ...unary('clone', f, tf.clone),
  ...unary('zerosLike', f, (x) => tf.add(x, tf.zerosLike(x))),
  ...unary('onesLike', f, (x) => tf.mul(x, tf.onesLike(x))),
];

const REDUCTIONS: KernelCase[] = [
  ...reduction('sum', f, tf.sum),
  ...reduction('mean', f, tf.mean),
  ...reduction('max', f, tf.max),
  ...reduction('min', f, tf.min),
  ...reduction('prod', positive, tf.prod, false),
  test('prod gradient', [positive(3, 4)], (x: T) => tf.prod(x, 1)),
  ...reduction('int sum', signed, tf.sum, false),
  ...reduction('int max', signed, tf.max, false),
  ...reduction('bool sum', bool, tf.sum, false),
  ...reduction('all', bool, tf.all, false),
  ...reduction('any', bool, tf.any, false),
  ...reduction('logSumExp', f, tf.logSumExp),
  values('sum of nothing', [f(0, 3)], (x: T) => tf.sum(x, 0)),
  ...[0, 1, -1].flatMap((axis) => [
    values(`argMax ${axis}`, [f(4, 5)], (x: T) => tf.argMax(x, axis)),
    values(`argMin ${axis}`, [f(4, 5)], (x: T) => tf.argMin(x, axis)),
  ]),
  // TensorFlow.js counts a negative axis wrong, and its gradient is right for the last axis only.
  ...[0, 1].flatMap((axis) => [
    test(`cumsum ${axis}`, [f(3, 4)], (x: T) => tf.cumsum(x, axis), axis === 1),
    test(`cumsum exclusive reverse ${axis}`, [f(3, 4)], (x: T) => tf.cumsum(x, axis, true, true), axis === 1),
    values(`cumprod ${axis}`, [f(3, 5)], (x: T) => tf.cumprod(x, axis)),
    values(`cumprod exclusive reverse ${axis}`, [f(3, 5)], (x: T) => tf.cumprod(x, axis, true, true)),
  ]),
  test('softmax', [f(3, 5)], (x: T) => tf.softmax(x)),
  test('softmax of three axes', [f(2, 3, 5)], (x: T) => tf.softmax(x)),
  test('logSoftmax', [f(3, 5)], (x: T) => tf.logSoftmax(x)),
  test('moments', [f(3, 5)], (x: T) => Object.values(tf.moments(x, 0)) as T[]),
];

const SHAPES: KernelCase[] = [
  test('reshape', [f(2, 6)], (x: T) => tf.reshape(tf.reshape(x, [3, 4]), [-1, 2])),
  test('reshape of nothing', [f(0, 6)], (x: T) => tf.reshape(x, [3, 0])),
  test('expandDims', [f(2, 3)], (x: T) => tf.expandDims(tf.expandDims(x, -1), 0)),
  test('squeeze', [f(1, 3, 1)], (x: T) => tf.squeeze(x)),
  test('transpose', [f(2, 3, 4)], (x: T) => tf.transpose(x, [2, 0, 1])),
  test('transpose twice', [f(2, 3, 4)], (x: T) => tf.transpose(tf.transpose(x, [2, 0, 1]), [0, 2, 1])),
  test('transpose of size-1 axes', [f(1, 3, 1, 2)], (x: T) => tf.transpose(x, [2, 1, 0, 3])),
  test('broadcastTo', [f(3, 1)], (x: T) => tf.broadcastTo(x, [2, 3, 4])),
  test('tile', [f(2, 3)], (x: T) => tf.tile(x, [2, 3])),
  test('tile once', [f(2, 3)], (x: T) => tf.tile(x, [1, 1])),
  ...[0, 1, -1].flatMap((axis) => [
    test(`concat ${axis}`, [f(2, 2), f(2, 2)], (a: T, b: T) => tf.concat([a, b, a], axis)),
    test(`stack ${axis}`, [f(2, 3), f(2, 3)], (a: T, b: T) => tf.stack([a, b], axis), axis >= 0),
    test(`unstack ${axis}`, [f(2, 3)], (x: T) => tf.unstack(x, axis), axis >= 0),
    test(`split ${axis}`, [f(4, 4)], (x: T) => tf.split(x, 2, axis)),
    test(`reverse ${axis}`, [f(3, 4)], (x: T) => tf.reverse(x, axis)),
  ]),
  test('concat with an empty one', [f(2, 2), f(0, 2)], (a: T, b: T) => tf.concat([b, a], 0)),
  test('split by sizes', [f(2, 6)], (x: T) => tf.split(x, [1, 2, 3], 1)),
  values('int concat', [signed(2, 2), signed(2, 2)], (a: T, b: T) => tf.concat([a, b], 0)),
  test('slice', [f(4, 5)], (x: T) => tf.slice(x, [1, 2], [2, -1])),
  test('slice of nothing', [f(4, 5)], (x: T) => tf.slice(x, [1, 2], [0, 2])),
  values('stridedSlice', [f(4, 6)], (x: T) => tf.stridedSlice(x, [0, 1], [4, 6], [2, 2])),
  values('stridedSlice backward', [f(4, 6)], (x: T) => tf.stridedSlice(x, [3, 5], [0, 0], [-1, -2], 0, 2)),
  values('stridedSlice masks', [f(4, 6)], (x: T) => tf.stridedSlice(x, [1, 2], [2, 6], [1, 1], 1, 0, 0, 0, 2)),
  test('reverse both', [f(3, 4)], (x: T) => tf.reverse(x)),
  test('pad', [f(2, 3)], (x: T) =>
    tf.pad(
      x,
      [
        [1, 0],
        [2, 1],
      ],
      0.5,
    ),
  ),
  values('int pad', [signed(2, 3)], (x: T) =>
    tf.pad(
      x,
      [
        [1, 0],
        [2, 1],
      ],
      7,
    ),
  ),
  values('mirrorPad', [f(3, 4)], (x: T) =>
    tf.mirrorPad(
      x,
      [
        [1, 1],
        [2, 0],
      ],
      'reflect',
    ),
  ),
  test('gather', [f(5, 3), int(5, 7)], (x: T, i: T) => tf.gather(x, i as tf.Tensor1D)),
  test('gather axis 1', [f(2, 5, 3), int(5, 4)], (x: T, i: T) => tf.gather(x, i as tf.Tensor1D, 1)),
  test('gather by a matrix', [f(5, 3), int(5, 2, 4)], (x: T, i: T) => tf.gather(x, i as tf.Tensor1D)),
  values('gatherND', [f(3, 4, 2), int(3, 5, 2)], (x: T, i: T) => tf.gatherND(x, i)),
  test('unsortedSegmentSum', [f(6, 3), int(4, 6)], (x: T, i: T) => tf.unsortedSegmentSum(x, i as tf.Tensor1D, 4)),
  values('oneHot', [int(5, 6)], (i: T) => tf.oneHot(i, 5)),
  values('oneHot float', [int(5, 2, 3)], (i: T) => tf.oneHot(i, 5, 2, -1, 'float32')),
  values('oneHot outside', [signed(8)], (i: T) => tf.oneHot(i, 4, 1, 0, 'float32')),
  values('fill', [f(2)], (x: T) => tf.add(x, tf.fill([3, 2], 4))),
  values('range', [signed(4)], (x: T) => tf.add(x, tf.range(8, 0, -2, 'int32'))),
  values('linspace', [f(5)], (x: T) => tf.add(x, tf.linspace(0, 1, 5))),
];

const m2 = (x: T) => x as tf.Tensor2D;
const PRODUCTS: KernelCase[] = [
  ...[false, true].flatMap((ta) =>
    [false, true].flatMap((tb) => [
      test(`matMul ${ta} ${tb}`, [ta ? f(4, 3) : f(3, 4), tb ? f(5, 4) : f(4, 5)], (a: T, b: T) =>
        tf.matMul(a, b, ta, tb),
      ),
      test(`matMul batched ${ta} ${tb}`, [ta ? f(2, 4, 3) : f(2, 3, 4), tb ? f(2, 5, 4) : f(2, 4, 5)], (a: T, b: T) =>
        tf.matMul(a, b, ta, tb),
      ),
      values(
        `matMul broadcast ${ta} ${tb}`,
        [ta ? f(1, 2, 4, 3) : f(1, 2, 3, 4), tb ? f(3, 2, 5, 4) : f(3, 2, 4, 5)],
        (a: T, b: T) => tf.matMul(a, b, ta, tb),
      ),
    ]),
  ),
  test('matMul of size 1', [f(1, 1, 4), f(1, 4, 1)], (a: T, b: T) => tf.matMul(a, b)),
  values('matMul of no rows', [f(0, 4), f(4, 2)], (a: T, b: T) => tf.matMul(a, b)),
  test('dot', [f(4), f(4)], (a: T, b: T) => tf.dot(a, b)),
  ...(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const).map((activation) =>
    test(
      `fused matMul ${activation}`,
      [f(3, 4), f(4, 5), f(5)],
      (a: T, b: T, bias: T) => tf.fused.matMul({ a: m2(a), b: m2(b), bias, activation, leakyreluAlpha: 0.3 }),
      activation !== 'leakyrelu',
    ),
  ),
  values('fused matMul prelu', [f(3, 4), f(4, 5), f(5)], (a: T, b: T, w: T) =>
    tf.fused.matMul({ a: m2(a), b: m2(b), activation: 'prelu', preluActivationWeights: w }),
  ),
];

const CONVOLUTIONS: KernelCase[] = [
  ...(['same', 'valid', 1] as const).flatMap((pad) =>
    // With padding in numbers TensorFlow.js takes the first stride for both directions.
    ([1, 2, ...(pad === 1 ? [] : [[2, 1]])] as const).map((strides) =>
      test(`conv2d ${pad} stride ${strides}`, [f(2, 6, 5, 3), f(3, 3, 3, 4)], (x: T, w: T) =>
        tf.conv2d(x4(x), x4(w), strides as number, pad, 'NHWC', 1, pad === 1 ? 'floor' : undefined),
      ),
    ),
  ),
  values('conv2d dilated', [f(1, 7, 7, 2), f(3, 2, 2, 3)], (x: T, w: T) =>
    tf.conv2d(x4(x), x4(w), 1, 'same', 'NHWC', 2),
  ),
  test('conv2d 1×1', [f(2, 3, 4, 3), f(1, 1, 3, 5)], (x: T, w: T) => tf.conv2d(x4(x), x4(w), 1, 'same')),
  ...(['same', 'valid'] as const).flatMap((pad) =>
    [1, 2].map((stride) =>
      test(`conv1d ${pad} stride ${stride}`, [f(2, 7, 3), f(3, 3, 4)], (x: T, w: T) =>
        tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, stride, pad),
      ),
    ),
  ),
  test('conv2dTranspose', [f(2, 3, 3, 4), f(3, 3, 2, 4)], (x: T, w: T) =>
    tf.conv2dTranspose(x4(x), x4(w), [2, 6, 6, 2], 2, 'same'),
  ),
  ...(['same', 'valid'] as const).flatMap((pad) =>
    [1, 2].map((stride) =>
      test(`depthwiseConv2d ${pad} stride ${stride}`, [f(2, 6, 5, 3), f(3, 3, 3, 2)], (x: T, w: T) =>
        tf.depthwiseConv2d(x4(x), x4(w), stride, pad),
      ),
    ),
  ),
  test('fused conv2d', [f(2, 5, 5, 2), f(3, 3, 2, 3), f(3)], (x: T, w: T, bias: T) =>
    tf.fused.conv2d({ x: x4(x), filter: x4(w), strides: 1, pad: 'same', bias, activation: 'relu' }),
  ),
  values('fused depthwiseConv2d', [f(2, 5, 5, 2), f(3, 3, 2, 1), f(2)], (x: T, w: T, bias: T) =>
    tf.fused.depthwiseConv2d({ x: x4(x), filter: x4(w), strides: 1, pad: 'same', bias, activation: 'relu6' }),
  ),
];

const POOLING: KernelCase[] = (['same', 'valid'] as const).flatMap((pad) =>
  (
    [
      [2, 2],
      [3, 1],
      [3, 2],
      [[2, 3], 2],
    ] as const
  ).flatMap(([size, stride]) => [
    test(`maxPool ${size} stride ${stride} ${pad}`, [f(2, 6, 7, 3)], (x: T) =>
      tf.maxPool(x4(x), size as number, stride, pad),
    ),
    test(`avgPool ${size} stride ${stride} ${pad}`, [f(2, 6, 7, 3)], (x: T) =>
      tf.avgPool(x4(x), size as number, stride, pad),
    ),
  ]),
);

const NORMALISATION: KernelCase[] = [
  test(
    'batchNorm',
    [f(2, 3, 3, 4), f(4), positive(4), f(4), positive(4)],
    (x: T, mean: T, variance: T, offset: T, scale: T) =>
      tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D, 1e-3),
  ),
  values('batchNorm bare', [f(2, 4), f(4), positive(4)], (x: T, mean: T, variance: T) =>
    tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D),
  ),
];

const RESIZING: KernelCase[] = (
  [
    [6, 9],
    [5, 4],
    [1, 1],
    [3, 3],
  ] as const
).flatMap((size) =>
  [false, true].flatMap((corners) => [
    test(`resizeBilinear ${size} ${corners}`, [f(2, 3, 3, 2)], (x: T) =>
      tf.image.resizeBilinear(x4(x), [...size] as [number, number], corners),
    ),
    // The cpu backend's gradient is wrong from the second image on, and NaN for a single pixel.
    test(
      `resizeNearestNeighbor ${size} ${corners}`,
      [f(1, 3, 3, 2)],
      (x: T) => tf.image.resizeNearestNeighbor(x4(x), [...size] as [number, number], corners),
      size[0] > 1,
    ),
    values(`resize with half-pixel centres ${size}`, [f(2, 3, 3, 2)], (x: T) => [
      tf.image.resizeBilinear(x4(x), [...size] as [number, number], false, true),
      tf.image.resizeNearestNeighbor(x4(x), [...size] as [number, number], false, true),
    ]),
  ]),
);

/** Cases by the families of the kernel tables. */
export const KERNEL_CASES = {
  ELEMENTWISE,
  REDUCTIONS,
  SHAPES,
  PRODUCTS,
  CONVOLUTIONS,
  POOLING,
  RESIZING,
  NORMALISATION,
} satisfies Record<string, readonly KernelCase[]>;
