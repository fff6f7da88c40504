import { knownOptions, TrainError } from '@amnl/core-loop';

/** Which way a metric gets better. Never guessed from its name. */
export type Mode = 'min' | 'max';

/** Options of {@link patience}. */
export interface PatienceOptions {
  /** @default 'min' */
  readonly mode?: Mode;
  /** By how much a value must beat the last one that counted, to count. @default 0 */
  readonly minDelta?: number;
  /** Epochs in a row that may bring no improvement; `Infinity` never gives up. @default 50 */
  readonly patience?: number;
  /** First epoch (from 0) that may count against the patience. @default 0 */
  readonly startEpoch?: number;
}

/** What is remembered from epoch to epoch; plain JSON. */
export interface Memory {
  /** Epoch of the best value, and the value; `null` while no finite value was seen. */
  readonly best: { readonly epoch: number; readonly value: number | null } | null;
  /** The value patience compares with: the last one that improved by more than `minDelta`. */
  readonly reference: number | null;
  /** Epochs since then. */
  readonly waited: number;
}

/** What one more epoch means. */
export interface Verdict {
  readonly memory: Memory;
  /** This epoch is the best so far. The first epoch always is. */
  readonly isBest: boolean;
  /** Patience is at its end. Decided anew every epoch, never latched. */
  readonly exhausted: boolean;
}

/** Before the first epoch. */
export const NOTHING_YET: Memory = { best: null, reference: null, waited: 0 };

/**
 * Makes the rule: (memory, epoch, value) → verdict. Pure.
 *
 * Any better value is the best, be it by a hair; `minDelta` only decides what resets the patience (Keras and Lightning
 * let it decide both, and so may keep worse weights than they saw). A value that is NaN or infinite is never best and
 * counts as no improvement.
 *
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID
 */
export function patience(options: PatienceOptions = {}): (memory: Memory, epoch: number, value: number) => Verdict {
  const { mode, minDelta, patience: most, startEpoch } = checkPatience(options);
  const beats = (value: number, other: number | null, by: number) =>
    Number.isFinite(value) && (other === null || (mode === 'min' ? value < other - by : value > other + by));

  return ({ best, reference, waited }, epoch, value) => {
    const isBest = best === null || beats(value, best.value, 0);
    const improved = beats(value, reference, minDelta);
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
  const invalid = (what: string) => new TrainError('CL_OPTION_INVALID', what, { by: 'early-stop' });
  if (mode !== 'min' && mode !== 'max') throw invalid(`mode must be 'min' or 'max'; found '${String(mode)}'`);
  if (!(Number.isFinite(minDelta) && minDelta >= 0)) throw invalid(`minDelta must be a number ≥ 0; found ${minDelta}`);
  if (!(most >= 1 && (Number.isInteger(most) || most === Number.POSITIVE_INFINITY))) {
    throw invalid(`patience must be a whole number of epochs ≥ 1, or Infinity; found ${most}`);
  }
  if (!(Number.isInteger(startEpoch) && startEpoch >= 0)) {
    throw invalid(`startEpoch must be a whole number ≥ 0; found ${startEpoch}`);
  }
  return { mode, minDelta, patience: most, startEpoch };
}
