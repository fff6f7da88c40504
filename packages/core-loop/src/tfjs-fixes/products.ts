import { backend_util, getKernel, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type AnyBackend, asKernel, type Kernel, sizeOf } from './registry.js';

/**
 * Batched products whose batch axes broadcast from inside, `[5, 2, …] × [5, 1, …]`. TensorFlow.js counts the batches of each
 * factor modulo their number, which is right only where the shorter list repeats; here the factors are repeated first.
 */
export function broadcastBatches(backendName: string): (multiply: Kernel) => Kernel {
  return (multiply) => (inputs, attrs, backend) => {
    const [a, b] = [inputs['a']!, inputs['b']!];
    const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    if (repeats(outerA, outerB)) return multiply(inputs, attrs, backend);
    const outer = backend_util.assertAndGetBroadcastShape(outerA, outerB);
    const wide = (x: TensorInfo) => repeated(x, [...outer, ...x.shape.slice(-2)], backendName, backend);
    const [wideA, wideB] = [wide(a), wide(b)];
    const product = multiply({ ...inputs, a: wideA, b: wideB }, attrs, backend);
    for (const { dataId } of [wideA, wideB]) backend.disposeData(dataId);
    return product;
  };
}

/** `x` broadcast to a shape. */
export function repeated(x: TensorInfo, to: readonly number[], backendName: string, backend: AnyBackend): TensorInfo {
  const shape = [...new Array<number>(to.length - x.shape.length).fill(1), ...x.shape];
  const reps = shape.map((n, axis) => (n === 1 ? to[axis]! : 1));
  const tile = asKernel<AnyBackend>(getKernel('Tile', backendName)!);
  return tile({ x: { dataId: x.dataId, dtype: x.dtype, shape } }, { reps }, backend) as TensorInfo;
}

/** Whether the batch shapes are equal, or broadcasting them just repeats the shorter one: `[1, 2]` or `[2]` with `[4, 2]`. */
export function repeats(a: readonly number[], b: readonly number[]): boolean {
  const firstOf = (shape: readonly number[]): number[] => shape.slice(shape.findIndex((n) => n !== 1));
  const strip = (shape: readonly number[]): number[] => (sizeOf(shape) === 1 ? [] : firstOf(shape));
  const [short, long] = [strip(a), strip(b)].sort((one, other) => one.length - other.length) as [number[], number[]];
  return util.arraysEqual(short, long.slice(long.length - short.length));
}
