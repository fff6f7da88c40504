import { util } from '@tensorflow/tfjs-core';
import { type Builder, broadcast } from '../graph/builder.js';
import type { Value } from '../graph/graph.js';
import { activate } from './activation.js';
import type { KernelTable } from './kernel.js';

/** Matrix products. */
export const PRODUCTS: KernelTable = {
  BatchMatMul: ({ b, inputs, attrs }) =>
    product(b, inputs['a']!, inputs['b']!, attrs['transposeA'] === true, attrs['transposeB'] === true),
  _FusedMatMul: ({ b, inputs, attrs }) => {
    const plain = product(b, inputs['a']!, inputs['b']!, attrs['transposeA'] === true, attrs['transposeB'] === true);
    const { bias, preluActivationWeights: weights } = inputs;
    const options = { alpha: attrs['leakyreluAlpha'] as number | undefined, weights };
    return activate(
      b,
      bias === undefined ? plain : b.add(plain, bias),
      (attrs['activation'] as string) ?? 'linear',
      options,
    );
  },
};

/**
 * A product of matrices over leading batch dimensions, which broadcast. A transposed operand costs nothing: `Gemm` and
 * ONNX Runtime's `FusedMatMul` read it the other way round.
 */
function product(b: Builder, left: Value, right: Value, transposeA: boolean, transposeB: boolean): Value {
  const [rows, inner] = matrix(left, transposeA);
  const [, columns] = matrix(right, transposeB);
  const batch = broadcast(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const shape = [...batch, rows, columns];
  if (util.sizeFromShape(shape) === 0 || inner === 0) return b.fill(0, shape);
  const matrices = util.sizeFromShape(batch);
  if (matrices === 1) {
    const [a2, b2] = [left, right].map((x) => b.reshape(x, x.shape.slice(-2))) as [Value, Value];
    if (!transposeA && !transposeB) return b.reshape(b.op('MatMul', [a2, b2], [rows, columns]), shape);
    const flags = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
    return b.reshape(b.op('Gemm', [a2, b2], [rows, columns], flags), shape);
  }
  if (!transposeA && !transposeB) return b.op('MatMul', [left, right], shape);
  return b.microsoft('FusedMatMul', [left, right], shape, { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
}

function matrix({ shape }: Value, transposed: boolean): [rows: number, columns: number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}
