import { TrainError } from '../errors/errors.js';

/**
 * Numbers that enter the step from outside, by name (`learningRate`, `weightDecay`): a base value times one factor per
 * owner, so that plugins which change the same number multiply instead of overwriting each other.
 */
export class Scalars {
  readonly #base = new Map<string, number>();
  readonly #factors = new Map<string, Map<string, number>>();

  /** Declares a scalar or changes its base value. Factors stay. */
  set(name: string, base: number): void {
    if (!Number.isFinite(base)) {
      throw new TrainError('CL_SCALAR_NOT_FINITE', `scalar '${name}' was set to ${base}. Give it a finite number`);
    }
    this.#base.set(name, base);
  }

  /** Sets the factor that `owner` contributes to `name`; 1 removes it. The scalar may be declared later. */
  factor(name: string, owner: string, factor: number): void {
    if (!Number.isFinite(factor)) {
      throw new TrainError(
        'CL_SCALAR_NOT_FINITE',
        `'${owner}' multiplies scalar '${name}' by ${factor}. Give it a finite factor`,
      );
    }
    const factors = this.#factors.get(name) ?? new Map<string, number>();
    this.#factors.set(name, factors.set(owner, factor));
  }

  /** Whether there is a scalar of this name. */
  has(name: string): boolean {
    return this.#base.has(name);
  }

  /** The base value of `name`. Throws `CL_SCALAR_UNKNOWN`. */
  base(name: string): number {
    const base = this.#base.get(name);
    if (base === undefined) {
      const known = [...this.#base.keys()].join(', ') || 'none';
      throw new TrainError(
        'CL_SCALAR_UNKNOWN',
        `no scalar '${name}'; declared: ${known}. Declare it with run.scalars.set(name, value)`,
      );
    }
    return base;
  }

  /** Base times all factors. A product of factors that is exactly 1 gives exactly the base. */
  value(name: string): number {
    let value = this.base(name);
    for (const factor of this.#factors.get(name)?.values() ?? []) value *= factor;
    return value;
  }

  /** Factors on `name` by owner, in the order in which they were first set. */
  factors(name: string): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#factors.get(name) ?? []);
  }

  /** The names of all scalars. */
  names(): readonly string[] {
    return [...this.#base.keys()];
  }

  /** All current values. */
  values(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.names().map((name) => [name, this.value(name)]));
  }
}
