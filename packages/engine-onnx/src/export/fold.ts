import { engine, getKernel, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/graph.js';
import { asType, type HostData } from '../graph/host-array.js';
import type { Call } from '../kernels/kernel.js';
import { onBackend } from '../trace/backend.js';

/** How many times as many numbers as went in may come out. */
const MOST_GROWTH = 4;

/**
 * What a kernel makes of constants, worked out by the backend that computes elsewhere; undefined where an input is none, and where
 * so much would come of so little that the operation is the shorter way to say it.
 */
export function fold(host: string, name: string, { b, inputs, attrs }: Call): Value | readonly Value[] | undefined {
  const values = Object.values(inputs);
  const constant = ({ data, type }: Value) => data !== undefined && type !== 'int64';
  if (values.length === 0 || !values.every(constant) || getKernel(name, host) === undefined) return undefined;
  let isList = false;
  // Not the result of `tidy`, which looks for tensors in it number by number.
  let made: { data: HostData; shape: readonly number[] }[] = [];
  onBackend(host, () =>
    tidy(() => {
      const tensors = Object.entries(inputs).map(([key, { data, shape, type }]) => {
        const tensor = engine().makeTensor(data!.slice() as Float32Array, [...shape], type as 'float32');
        return [key, tensor] as const;
      });
      const given = '0' in inputs ? tensors.map(([, tensor]) => tensor) : Object.fromEntries(tensors);
      const results = engine().runKernel(name, given as never, attrs as never) as Tensor | Tensor[];
      isList = Array.isArray(results);
      made = ([results].flat() as Tensor[]).map((result) => ({
        data: asType(result.dataSync(), result.dtype).slice(),
        shape: result.shape,
      }));
    }),
  );
  const size = (list: readonly { data?: { length: number } }[]) =>
    list.reduce((sum, { data }) => sum + data!.length, 0);
  const folded = made.map(({ data, shape }) => b.constantOf(data, shape));
  const grows = size(made) > 1024 && size(made) > MOST_GROWTH * size(values);
  if (grows && folded.some(({ fill }) => fill === undefined)) return undefined;
  return isList ? folded : folded[0];
}
