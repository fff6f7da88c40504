import { engineError } from '../errors/errors.js';
import type { Builder } from '../graph/builder.js';
import type { Value } from '../graph/graph.js';

/** What some activations need. */
export interface ActivationOptions {
  /** Slope of `leakyrelu` below 0. @default 0.2 */
  readonly alpha?: number | undefined;
  /** Slopes of `prelu`. */
  readonly weights?: Value | undefined;
}

/** The activations that fused kernels may end with, by TensorFlow.js's names. */
export function activate(b: Builder, x: Value, name: string, { alpha = 0.2, weights }: ActivationOptions = {}): Value {
  switch (name) {
    case 'linear':
      return x;
    case 'relu':
      return x.type === 'float32' ? b.unary('Relu', x) : b.binary('Max', x, b.scalar(0, x.type));
    case 'relu6':
      return b.op('Clip', [x, b.scalar(0, x.type), b.scalar(6, x.type)], x.shape);
    case 'elu':
      return b.unary('Elu', x);
    case 'sigmoid':
      return b.unary('Sigmoid', x);
    case 'leakyrelu':
      return b.unary('LeakyRelu', b.cast(x, 'float32'), 'float32', { alpha: { float: alpha } });
    case 'prelu':
      return b.where(b.binary('Less', x, b.scalar(0), 'bool'), b.mul(x, weights!), x);
    default:
      throw engineError(
        'EO_KERNEL_UNSUPPORTED',
        `the fused activation '${name}' cannot be compiled. Apply it as a separate operation`,
      );
  }
}
