import { backend_util } from '@tensorflow/tfjs-core';
import type { Builder } from '../graph/builder.js';
import type { ElementType, Value } from '../graph/graph.js';
import { activate } from './activation.js';
import type { Kernel, KernelTable } from './kernel.js';
import { number } from './reductions.js';

/** A kernel of one input `x`. */
const unary =
  (make: (b: Builder, x: Value, attrs: Readonly<Record<string, unknown>>) => Value): Kernel =>
  ({ b, inputs, attrs }) =>
    make(b, inputs['x']!, attrs);

/** A kernel that is one ONNX operator of `x`, for numbers of any type. */
const same = (op: string): Kernel => unary((b, x) => b.unary(op, number(b, x)));

/** The same for a function whose values are fractions, whatever the type of `x`. */
const real = (op: string): Kernel => unary((b, x) => b.unary(op, float(b, x)));

/** A kernel of two inputs `a` and `b`. */
const binary =
  (make: (b: Builder, left: Value, right: Value) => Value): Kernel =>
  ({ b, inputs }) =>
    make(b, inputs['a']!, inputs['b']!);

const arithmetic = (op: string): Kernel => binary((b, x, y) => b.binary(op, number(b, x), number(b, y)));

const comparison = (op: string): Kernel => binary((b, x, y) => b.binary(op, number(b, x), number(b, y), 'bool'));

const logical = (op: string): Kernel => binary((b, x, y) => b.binary(op, b.cast(x, 'bool'), b.cast(y, 'bool'), 'bool'));

const float = (b: Builder, x: Value): Value => b.cast(x, 'float32');

/** Kernels that work on every element by itself. */
export const ELEMENTWISE: KernelTable = {
  Add: arithmetic('Add'),
  Sub: arithmetic('Sub'),
  Multiply: arithmetic('Mul'),
  RealDiv: binary((b, x, y) => b.div(float(b, x), float(b, y))),
  Maximum: arithmetic('Max'),
  Minimum: arithmetic('Min'),
  Pow: arithmetic('Pow'),
  // TensorFlow.js gives int32 for any type.
  FloorDiv: binary((b, x, y) => b.cast(b.unary('Floor', b.div(float(b, x), float(b, y))), 'int32')),
  // The sign of the divisor, as Python's %.
  Mod: binary((b, x, y) => {
    const rest = (of: Value, by: Value) => b.op('Mod', [of, by], shapeOf(b, of, by), { fmod: 1 });
    const [dividend, by] = [number(b, x), number(b, y)];
    // The rest of a division by 0 is NaN, which is 0 as an integer.
    const divisor =
      by.type === 'int32' ? b.where(b.binary('Equal', by, b.scalar(0, 'int32'), 'bool'), b.scalar(1, 'int32'), by) : by;
    const negative = (of: Value) => b.binary('Less', of, b.scalar(0, of.type), 'bool');
    const plain = rest(dividend, divisor);
    const alike = b.binary('Equal', negative(dividend), negative(divisor), 'bool');
    return b.where(alike, plain, rest(b.add(plain, divisor), divisor));
  }),
  SquaredDifference: binary((b, x, y) => {
    const difference = b.sub(number(b, x), number(b, y));
    return b.mul(difference, difference);
  }),
  // The angle to the horizontal axis within a quadrant, then mirrored into the right one; −0 lies on the negative side.
  Atan2: binary((b, ordinate, abscissa) => {
    const [y, x] = [float(b, ordinate), float(b, abscissa)];
    const [zero, pi] = [b.scalar(0), b.scalar(Math.PI)];
    const negative = (of: Value) =>
      b.binary('Less', b.where(b.binary('Equal', of, zero, 'bool'), b.div(b.scalar(1), of), of), zero, 'bool');
    const [height, width] = [b.unary('Abs', y), b.unary('Abs', x)];
    const diagonal = b.where(b.binary('Equal', x, zero, 'bool'), zero, b.scalar(1)); // also of ∞ / ∞
    const slope = b.where(b.binary('Equal', height, width, 'bool'), diagonal, b.div(height, width));
    const steep = b.unary('Atan', slope);
    const above = b.where(negative(x), b.sub(pi, steep), steep);
    return b.where(negative(y), b.unary('Neg', above), above);
  }),
  AddN: ({ b, inputs }) => {
    const [first, ...rest] = Object.values(inputs) as [Value, ...Value[]];
    if (rest.length < 2 || rest.some(({ shape }) => shape.join() !== first.shape.join())) {
      return rest.reduce((sum, x) => b.add(sum, x), first);
    }
    return first.type === 'float32'
      ? b.op('Sum', [first, ...rest], first.shape)
      : rest.reduce((s, x) => b.add(s, x), first);
  },

  Equal: comparison('Equal'),
  NotEqual: binary((b, x, y) => b.unary('Not', b.binary('Equal', number(b, x), number(b, y), 'bool'), 'bool')),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  LogicalAnd: logical('And'),
  LogicalOr: logical('Or'),
  LogicalNot: unary((b, x) => b.unary('Not', b.cast(x, 'bool'), 'bool')),
  Select: ({ b, inputs }) => {
    const [condition, yes, no] = [inputs['condition']!, inputs['t']!, inputs['e']!];
    // A condition of rank 1 picks whole rows.
    const rows = condition.shape.length === 1 && yes.shape.length > 1;
    const shape = rows ? [condition.shape[0]!, ...yes.shape.slice(1).map(() => 1)] : condition.shape;
    return b.where(b.reshape(condition, shape), yes, no);
  },

  Abs: same('Abs'),
  Neg: same('Neg'),
  // NaN has none, as in TensorFlow.js.
  Sign: unary((b, x) =>
    x.type === 'float32' ? b.where(nan(b, x), b.scalar(0), b.unary('Sign', x)) : b.unary('Sign', number(b, x)),
  ),
  Ceil: unary((b, x) => (x.type === 'float32' ? b.unary('Ceil', x) : x)),
  Floor: unary((b, x) => (x.type === 'float32' ? b.unary('Floor', x) : x)),
  Round: unary((b, x) => (x.type === 'float32' ? b.unary('Round', x) : x)),
  Exp: real('Exp'),
  Expm1: unary((b, x) => {
    // e^x − 1 loses the digits of a small x; 2 sinh(x/2) e^(x/2) does not. Far below 0 that is ∞ · 0.
    const half = b.mul(x, b.scalar(0.5));
    const precise = b.mul(b.mul(b.scalar(2), b.unary('Sinh', half)), b.unary('Exp', half));
    return b.where(b.binary('Less', x, b.scalar(-30), 'bool'), b.scalar(-1), precise);
  }),
  Log: real('Log'),
  // Exact in what rounding 1 + x leaves out: log(u) · x / (u − 1), u = 1 + x (W. Kahan).
  Log1p: unary((b, x) => {
    const u = b.add(x, b.scalar(1));
    const rest = b.sub(u, b.scalar(1));
    const small = b.binary('Equal', rest, b.scalar(0), 'bool');
    const large = b.binary('Equal', u, x, 'bool');
    const precise = b.div(b.mul(b.unary('Log', u), x), rest);
    return b.where(small, x, b.where(large, b.unary('Log', u), precise));
  }),
  Sqrt: real('Sqrt'),
  Rsqrt: unary((b, x) => b.unary('Reciprocal', b.unary('Sqrt', x))),
  Square: unary((b, x) => b.mul(number(b, x), number(b, x))),
  Reciprocal: real('Reciprocal'),
  Sin: real('Sin'),
  Cos: real('Cos'),
  Tan: real('Tan'),
  Asin: real('Asin'),
  Acos: real('Acos'),
  Atan: real('Atan'),
  Sinh: real('Sinh'),
  Cosh: real('Cosh'),
  Asinh: real('Asinh'),
  Acosh: real('Acosh'),
  Atanh: real('Atanh'),
  Erf: real('Erf'),
  Tanh: real('Tanh'),
  Sigmoid: real('Sigmoid'),
  Softplus: real('Softplus'),
  Relu: unary((b, x) => activate(b, x, 'relu')),
  Relu6: unary((b, x) => activate(b, x, 'relu6')),
  Elu: unary((b, x) => activate(b, x, 'elu')),
  EluGrad: ({ b, inputs: { dy, y } }) => {
    const positive = b.binary('GreaterOrEqual', y!, b.scalar(0), 'bool');
    return b.where(positive, dy!, b.mul(dy!, b.add(y!, b.scalar(1))));
  },
  Selu: unary((b, x) =>
    b.unary('Selu', x, x.type, {
      alpha: { float: backend_util.SELU_SCALEALPHA / backend_util.SELU_SCALE },
      gamma: { float: backend_util.SELU_SCALE },
    }),
  ),
  LeakyRelu: unary((b, x, { alpha }) => activate(b, x, 'leakyrelu', { alpha: alpha as number })),
  Prelu: ({ b, inputs }) => activate(b, inputs['x']!, 'prelu', { weights: inputs['alpha']! }),
  // NaN stays NaN: the gradient of relu is the slope times a step. The relu is at hand there.
  Step: unary((b, x, { alpha = 0 }) => {
    if ((alpha as number) === 0 && x.type === 'float32') return b.unary('Sign', activate(b, x, 'relu'));
    const positive = b.binary('Greater', x, b.scalar(0, x.type), 'bool');
    const stepped = b.where(positive, b.scalar(1, x.type), b.scalar(alpha as number, x.type));
    return x.type === 'float32' ? b.where(nan(b, x), x, stepped) : stepped;
  }),
  ClipByValue: unary((b, x, { clipValueMin, clipValueMax }) =>
    b.op('Clip', [x, b.scalar(clipValueMin as number, x.type), b.scalar(clipValueMax as number, x.type)], x.shape),
  ),
  IsNan: unary((b, x) => nan(b, float(b, x))),
  IsInf: unary((b, x) => b.unary('IsInf', float(b, x), 'bool')),
  IsFinite: unary((b, x) => {
    // Only a finite number minus itself is 0.
    const number = float(b, x);
    return b.binary('Equal', b.sub(number, number), b.scalar(0), 'bool');
  }),

  Cast: unary((b, x, { dtype }) => b.cast(x, dtype as ElementType)),
  Identity: unary((_b, x) => x),
  OnesLike: unary((b, x) => b.fill(1, x.shape, x.type)),
  ZerosLike: unary((b, x) => b.fill(0, x.shape, x.type)),
};

function nan(b: Builder, x: Value): Value {
  return b.unary('IsNaN', x, 'bool');
}

function shapeOf(b: Builder, x: Value, y: Value): readonly number[] {
  return b.add(x, y).shape;
}
