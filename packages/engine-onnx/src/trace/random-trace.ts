import { fillDropoutMask, fillNormal, fillUniform, type RandomKey, type StepRandom, TrainError } from '@amnl/core-loop';
import { randomUniform, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { at, callSite, engineError } from '../errors/errors.js';
import { Builder } from '../graph/builder.js';
import type { Graph, Value } from '../graph/graph.js';
import type { HostData } from '../graph/host-array.js';
import { type OnnxBackend, onBackend } from './backend.js';

/** Random numbers that enter a program at every run. */
export interface RandomInput {
  readonly value: Value;
  /** Writes the numbers of one run: the same ones that `hostRandom` gives. */
  fill(out: Float32Array, key: RandomKey): void;
}

/** What {@link RandomTrace} needs of the trace. */
export interface RandomTraceParts {
  readonly graph: Graph;
  readonly backend: OnnxBackend;
  /** The backend that computes real numbers. */
  readonly host: string;
  tensor(value: Value): Tensor;
}

/**
 * Randomness while a function is traced. Every request of {@link StepRandom} becomes an input.
 *
 * TensorFlow.js's own `randomUniform`, and with it `dropout` and `tf.layers.dropout`, computes its numbers in JavaScript from a
 * seed drawn with `Math.random`, and they would be frozen into the program. So `Math.random` gives a known number meanwhile:
 * numbers that follow from it the way `randomUniform` works become an input, and anything else is an error.
 */
export class RandomTrace implements StepRandom {
  readonly inputs: RandomInput[] = [];
  readonly #parts: RandomTraceParts;
  readonly #used = new Set<string>();
  /** A number that `Math.random` gave and nobody has used yet. */
  #drawn: { readonly seed: number; readonly error: Error } | undefined;
  #draws = 0;

  constructor(parts: RandomTraceParts) {
    this.#parts = parts;
  }

  uniform(name: string, shape: readonly number[]): Tensor {
    return this.#parts.tensor(this.#input(name, shape, uniformOf(name)));
  }

  normal(name: string, shape: readonly number[]): Tensor {
    const value = this.#input(name, shape, (out, { seed, counter }) => {
      fillNormal(out, seed, name, counter);
    });
    return this.#parts.tensor(value);
  }

  dropoutMask(name: string, shape: readonly number[], rate: number): Tensor {
    const value = this.#input(name, shape, (out, { seed, counter }) => {
      fillDropoutMask(out, rate, seed, name, counter);
    });
    return this.#parts.tensor(value);
  }

  /**
   * Runs `body` with an eye on `Math.random`.
   * @throws EO_RANDOM
   */
  watch<T>(body: () => T): T {
    const original = Math.random;
    Math.random = () => this.#draw();
    this.#parts.backend.intercept = (data, shape) => this.#intercept(data, shape);
    try {
      const result = body();
      if (this.#drawn !== undefined) throw this.#drawn.error;
      return result;
    } finally {
      Math.random = original;
      this.#parts.backend.intercept = undefined;
    }
  }

  #draw(): number {
    const error = engineError(
      'EO_RANDOM',
      `Math.random was used inside a compiled function${at(callSite())}; its number would be frozen into the program. Take random numbers from the function's \`random\` (random.uniform, random.normal, random.dropoutMask) or from tf.randomUniform, or give the operation a seed if the same numbers at every run are meant`,
    );
    if (this.#drawn !== undefined) throw this.#drawn.error;
    this.#draws++;
    const seed = (this.#draws * 0.618033988749895) % 1; // any number that nobody else would write
    this.#drawn = { seed, error };
    return seed;
  }

  /** The first numbers written after a draw: an input, if `randomUniform` made them of it. */
  #intercept(data: HostData, shape: readonly number[]): Value | undefined {
    if (this.#drawn === undefined) return undefined;
    const { seed, error } = this.#drawn;
    const { graph, host } = this.#parts;
    const uniform = onBackend(host, () =>
      tidy(() => randomUniform([data.length], 0, 1, 'float32', seed).dataSync() as Float32Array),
    );
    const range = data instanceof Float32Array ? rangeOf(data, uniform) : undefined;
    if (range === undefined) throw error;
    this.#drawn = undefined;
    const name = `tf.randomUniform/${this.#draws}`;
    const value = this.#input(name, shape, uniformOf(name));
    const b = new Builder(graph);
    return b.add(b.mul(value, b.scalar(range.high - range.low)), b.scalar(range.low));
  }

  #input(name: string, shape: readonly number[], fill: RandomInput['fill']): Value {
    if (this.#used.has(name)) {
      throw new TrainError(
        'CL_OPTION_INVALID',
        `the random stream '${name}' is used twice in one step, which would repeat its numbers. Name each use`,
      );
    }
    this.#used.add(name);
    const value = this.#parts.graph.input({ type: 'float32', shape });
    this.inputs.push({ value, fill });
    return value;
  }
}

function uniformOf(name: string): RandomInput['fill'] {
  return (out, { seed, counter }) => {
    fillUniform(out, seed, name, counter);
  };
}

/**
 * The range [low, high) to which `numbers` stretch `uniform`; undefined if they are something else. Its ends are found to six
 * digits.
 */
function rangeOf(numbers: Float32Array, uniform: Float32Array): { low: number; high: number } | undefined {
  if (numbers.every((value, i) => value === uniform[i])) return { low: 0, high: 1 };
  if (numbers.length < 2) return undefined;
  let [smallest, largest] = [0, 0];
  uniform.forEach((u, i) => {
    if (u < uniform[smallest]!) smallest = i;
    if (u > uniform[largest]!) largest = i;
  });
  const width = (numbers[largest]! - numbers[smallest]!) / (uniform[largest]! - uniform[smallest]!);
  const low = Number((numbers[smallest]! - width * uniform[smallest]!).toPrecision(6));
  const span = Number(width.toPrecision(6));
  const near = (value: number, i: number) => Math.abs(value - (low + span * uniform[i]!)) < 1e-5 * Math.abs(span);
  return span > 0 && numbers.every(near) ? { low, high: low + span } : undefined;
}
