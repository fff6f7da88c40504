import type { TrainableModel } from '@amnl/core-loop';
import { fill, variable } from '@tensorflow/tfjs-core';

type Shapes = Readonly<Record<string, readonly number[]>>;

/** A model whose weights are all 9. */
export function modelOf(parameters: Shapes, dtype: 'float32' | 'int32' | 'bool' = 'float32'): TrainableModel {
  const made = Object.entries(parameters).map(([name, shape]) => {
    const start = fill([...shape], dtype === 'bool' ? 1 : 9, dtype);
    return [name, variable(start)] as const;
  });
  return { parameters: Object.fromEntries(made), forward: () => ({}) };
}

export const valuesOf = ({ parameters }: TrainableModel) =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, [...value.dataSync()]]));
