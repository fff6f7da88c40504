import { isBetter, knownOptions, type Mode, requireOption } from '@amnl/core-loop';

/** Options of {@link patience}. */
export interface PatienceOptions {
  /** @default 'min' */
  readonly mode?: Mode;
  /** Smallest improvement over the last one that counted. @default 0 */
  readonly minDelta?: number;
  /** Epochs in a row without improvement before stopping; `Infinity`: never stop. @default 50 */
  readonly patience?: number;
  /** First epoch (from 0) that counts against the patience. @default 0 */
  readonly startEpoch?: number;
}

/** State from epoch to epoch; plain JSON. */
export interface Memory {
  /** Epoch of the best value, and the value; `null` until a finite value was seen. */
  readonly best: { readonly epoch: number; readonly value: number | null } | null;
  /** The value patience compares with: the last one that improved by more than `minDelta`. */
  readonly reference: number | null;
  /** Epochs since then. */
  readonly waited: number;
}

/** Result of one epoch. */
export interface Verdict {
  readonly memory: Memory;
  /** This epoch is the best so far. The first epoch always is. */
  readonly isBest: boolean;
  /** Patience has run out. Decided again every epoch, never latched. */
  readonly exhausted: boolean;
}

/** Before the first epoch. */
export const NOTHING_YET: Memory = { best: null, reference: null, waited: 0 };

/**
 * Creates the rule: (memory, epoch, value) → verdict. Pure.
 *
 * Any better value is the best, however small the difference; `minDelta` only decides what resets the patience (in
 * Keras and Lightning it decides both, so they may keep worse weights than they saw). A value that is NaN or infinite
 * is never best and counts as no improvement.
 *
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID
 */
export function patience(options: PatienceOptions = {}): (memory: Memory, epoch: number, value: number) => Verdict {
  const { mode, minDelta, patience: most, startEpoch } = checkPatience(options);

  return ({ best, reference, waited }, epoch, value) => {
    const isBest = best === null || isBetter(mode, value, best.value);
    const improved = isBetter(mode, value, reference, minDelta);
    const nowWaited = improved || epoch < startEpoch ? 0 : waited + 1;
    return {
      isBest,
      exhausted: nowWaited >= most,
      memory: {
        best: isBest ? { epoch, value: Number.isFinite(value) ? value : null } : best,
        reference: improved ? value : reference,
        waited: nowWaited,
      },
    };
  };
}

/** Fills in defaults. Throws `CL_OPTION_UNKNOWN`, `CL_OPTION_INVALID`. */
export function checkPatience(options: PatienceOptions): Required<PatienceOptions> {
  knownOptions('patience', options, ['mode', 'minDelta', 'patience', 'startEpoch']);
  const { mode = 'min', minDelta = 0, patience: most = 50, startEpoch = 0 } = options;
  const check = (ok: boolean, name: string, what: string, found: unknown) =>
    requireOption('early-stop', ok, name, what, found);
  check(mode === 'min' || mode === 'max', 'mode', "'min' or 'max'", mode);
  check(Number.isFinite(minDelta) && minDelta >= 0, 'minDelta', 'a number ≥ 0', minDelta);
  const isCount = Number.isInteger(most) && most >= 1;
  check(isCount || most === Number.POSITIVE_INFINITY, 'patience', 'a positive integer, or Infinity', most);
  check(Number.isInteger(startEpoch) && startEpoch >= 0, 'startEpoch', 'an integer ≥ 0', startEpoch);
  return { mode, minDelta, patience: most, startEpoch };
}
