import type { Builder } from '../graph/builder.js';
import type { Value } from '../graph/graph.js';
import { permuted } from './constants.js';
import type { Operation, Rewriter } from './rewriter.js';

/** Operations on every element by itself; what else they take are single numbers. */
const UNARY: ReadonlySet<string> = new Set(
  'Relu Sigmoid Tanh Elu Selu LeakyRelu Softplus Softsign Exp Neg Abs Sqrt Erf Clip HardSigmoid Floor Cast'.split(' '),
);
const BINARY: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Pow']);

/**
 * Does an elementwise operation before the transposition or reshape of its operand, and that on the result: it may meet its opposite
 * there. Two of `Slice` that turn an axis round and back again are none.
 */
export function moved(operation: Operation, rewriter: Rewriter): Value | undefined {
  const { op, inputs } = operation;
  if (op === 'Slice') return turnedBack(inputs);
  if (UNARY.has(op)) return alone(operation, rewriter);
  return BINARY.has(op) && inputs.length === 2 ? withOther(operation, rewriter) : undefined;
}

function alone(operation: Operation, { b, single, write }: Rewriter): Value | undefined {
  const [x, ...others] = operation.inputs as [Value, ...Value[]];
  if (!others.every(({ shape }) => shape.length === 0) || !isMove(x) || !single(x)) return undefined;
  const source = x.node!.inputs[0]!;
  return again(b, x, write({ ...operation, inputs: [source, ...others], shape: source.shape }));
}

function withOther(operation: Operation, { b, single, write }: Rewriter): Value | undefined {
  const [left, right] = operation.inputs as [Value, Value];
  const both = [left, right].every((x) => x.node?.op === 'Transpose' && single(x));
  if (both && `${left.node!.attributes['perm']}` === `${right.node!.attributes['perm']}`) {
    const inputs = [left, right].map((x) => x.node!.inputs[0]!) as [Value, Value];
    const [{ shape }, other] = inputs;
    return shape.join() === other.shape.join() ? again(b, left, write({ ...operation, inputs, shape })) : undefined;
  }
  const x = left.data === undefined ? left : right;
  const constant = x === left ? right : left;
  if (constant.data === undefined || x.data !== undefined || !isMove(x) || !single(x)) return undefined;
  const source = x.node!.inputs[0]!;
  const turned = x.node!.op === 'Transpose' ? turnedBy(b, x, constant) : unshaped(b, x, constant);
  if (turned === undefined) return undefined;
  const inputs = x === left ? [source, turned] : [turned, source];
  return again(b, x, write({ ...operation, inputs, shape: source.shape }));
}

function isMove(x: Value): boolean {
  return x.node?.op === 'Transpose' || x.node?.op === 'Reshape';
}

/** The move that made `x`, of another value. */
function again(b: Builder, x: Value, value: Value): Value {
  const { op, attributes } = x.node!;
  return op === 'Transpose' ? b.transpose(value, attributes['perm'] as readonly number[]) : b.reshape(value, x.shape);
}

/** A constant as what `x` is the transposition of meets it; undefined where it makes `x` larger. */
function turnedBy(b: Builder, x: Value, constant: Value): Value | undefined {
  if (constant.shape.length === 0) return constant;
  const missing = x.shape.length - constant.shape.length;
  if (missing < 0) return undefined;
  const shape = [...new Array<number>(missing).fill(1), ...constant.shape];
  if (shape.some((size, axis) => size !== 1 && size !== x.shape[axis])) return undefined;
  const perm = x.node!.attributes['perm'] as readonly number[];
  const inverse = perm.map((_, axis) => perm.indexOf(axis));
  const turned = inverse.map((axis) => shape[axis]!);
  return b.constantOf(permuted({ ...constant, shape }, inverse), turned);
}

/** A constant over the last axis, where that is the same before the reshape. */
function unshaped(b: Builder, x: Value, constant: Value): Value | undefined {
  if (constant.shape.length === 0) return constant;
  const last = constant.shape.at(-1)!;
  const flat = constant.data!.length === last && constant.shape.length <= x.shape.length;
  const same = x.shape.at(-1) === last && x.node!.inputs[0]!.shape.at(-1) === last;
  return flat && same ? b.reshape(constant, [last]) : undefined;
}

function turnedBack([x, ...bounds]: readonly Value[]): Value | undefined {
  const [begin, end, axes, steps] = bounds;
  const before = x!.node;
  if (before?.op !== 'Slice' || before.inputs.length !== 5 || bounds.length !== 4) return undefined;
  const source = before.inputs[0]!;
  const whole = source.shape.join() === x!.shape.join();
  const backwards = [...(steps!.data as BigInt64Array)].every((step) => step === -1n);
  const same = [begin, end, axes, steps].every((value, i) => value === before.inputs[i + 1]);
  return whole && backwards && same ? source : undefined;
}
