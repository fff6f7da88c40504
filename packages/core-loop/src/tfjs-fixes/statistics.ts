import type { TensorInfo } from '@tensorflow/tfjs-core';
import { repeated, repeats } from './products.js';
import type { AnyBackend, Kernel } from './registry.js';

/**
 * Batch norm by statistics of any axis. TensorFlow.js reads them round and round, which is right only where they lie along the last
 * axes; elsewhere (`axis: 1` of `tf.layers.batchNormalization`) they are repeated first.
 */
export function broadcastStatistics(backendName: string): (normalise: Kernel) => Kernel {
  return (normalise) => (inputs, attrs, backend) => {
    const { x, ...given } = inputs as Readonly<Record<string, TensorInfo | null | undefined>>;
    const statistics = Object.entries(given).flatMap(([name, one]) => (one ? [[name, one] as const] : []));
    if (statistics.every(([, { shape }]) => repeats(shape, x!.shape))) return normalise(inputs, attrs, backend);
    const wide = statistics.map(([name, one]) => [name, repeated(one, x!.shape, backendName, backend)] as const);
    const made = normalise({ ...inputs, ...Object.fromEntries(wide) }, attrs, backend as AnyBackend);
    for (const [, { dataId }] of wide) backend.disposeData(dataId);
    return made;
  };
}
