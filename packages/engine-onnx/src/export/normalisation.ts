import type { Builder } from '../graph/builder.js';
import type { Value } from '../graph/graph.js';
import { isFloats } from './constants.js';

/** What a batch norm normalises by, `[C]` each. */
export interface Statistics {
  readonly mean?: Value | undefined;
  readonly variance?: Value | undefined;
  /** What is added at the end; none is 0. */
  readonly offset?: Value | undefined;
  /** What is multiplied by at the end; none is 1. */
  readonly scale?: Value | undefined;
}

/**
 * Normalisation of the last axis by statistics that are constants: a factor and a shift for each channel, worked out in float64.
 * Undefined if they are not constants, or lie along another axis.
 */
export function normalisation(b: Builder, x: Value, statistics: Statistics, epsilon: number): Value | undefined {
  const channels = x.shape.at(-1)!;
  const numbers = (v: Value | undefined, otherwise: number) =>
    Float64Array.from({ length: channels }, (_, c) => (isFloats(v) ? v.data[c]! : otherwise));
  const { mean, variance, offset, scale } = statistics;
  const fits = (v: Value | undefined) =>
    v === undefined || (isFloats(v) && v.data.length === channels && v.shape.at(-1) === channels);
  if (![mean, variance, offset, scale].every(fits)) return undefined;
  const [mu, gain, shift] = [numbers(mean, 0), numbers(scale, 1), numbers(offset, 0)];
  const factor = numbers(variance, 1).map((v, c) => gain[c]! / Math.sqrt(v + epsilon));
  const bias = factor.map((f, c) => shift[c]! - mu[c]! * f);
  const constant = (values: Float64Array) => b.constantOf(Float32Array.from(values), [channels]);
  return b.add(b.mul(x, constant(factor)), constant(bias));
}
