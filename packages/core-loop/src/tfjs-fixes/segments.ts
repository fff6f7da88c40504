import { type AnyBackend, type Kernel, sizeOf } from './registry.js';

/** Adds up rows by segment. As in TensorFlow, rows of unknown segments are dropped. @param to zeros, `count` rows */
export function addSegments(from: Numbers, ids: Numbers, to: Numbers, count: number): void {
  const width = to.length / count;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row]!;
    if (id < 0 || id >= count) continue;
    for (let i = 0; i < width; i++) to[id * width + i]! += from[row * width + i]!;
  }
}

/**
 * `unsortedSegmentSum`, the gradient of `gather`. The cpu backend's own multiplies all rows with each segment's mask: one NaN or
 * infinity makes every segment NaN.
 */
export const unsortedSegmentSum: Kernel<AnyBackend & Writing> = (inputs, attrs, backend) => {
  const [x, ids] = [inputs['x']!, inputs['segmentIds']!];
  const count = attrs['numSegments'] as number;
  const shape = [count, ...x.shape.slice(ids.shape.length)];
  const to = x.dtype === 'float32' ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape));
  addSegments(backend.readSync(x.dataId) as Numbers, backend.readSync(ids.dataId) as Numbers, to, count);
  return { dataId: backend.write(to, shape, x.dtype), shape, dtype: x.dtype };
};

type Numbers = Float32Array | Int32Array;
interface Writing {
  write(data: Numbers, shape: readonly number[], dtype: string): object;
}
