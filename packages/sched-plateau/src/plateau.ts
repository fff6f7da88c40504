import { isBetter, type Mode } from '@amnl/core-loop';

/** The rule of {@link plateauStep}: names, defaults and meaning as in torch's ReduceLROnPlateau. */
export interface PlateauRule {
  /** Whether the metric should fall or rise. @default 'min' */
  readonly mode: Mode;
  /** Multiplies the rate at a cut, in (0, 1). @default 0.5 */
  readonly factor: number;
  /** Tolerated epochs without improvement; the next one cuts. @default 30 */
  readonly patience: number;
  /** What counts as an improvement, ≥ 0. @default 1e-4 */
  readonly threshold: number;
  /** `'rel'`: better than best · (1 ∓ threshold); `'abs'`: better than best ∓ threshold. @default 'rel' */
  readonly thresholdMode: 'rel' | 'abs';
  /** Epochs after a cut that do not count as bad. @default 0 */
  readonly cooldown: number;
  /** The rate never falls below. @default 5e-6 (PyTorch's is 0) */
  readonly min: number;
  /** Smaller cuts than this are not made. @default 1e-8 */
  readonly eps: number;
}

/** State of the rule; plain JSON. */
export interface PlateauState {
  /** Best metric so far; null before the first. */
  readonly best: number | null;
  /** Epochs without improvement in a row. */
  readonly badEpochs: number;
  /** Epochs of cooldown left. */
  readonly cooldownLeft: number;
}

/** Before the first epoch. */
export const PLATEAU_START: PlateauState = { best: null, badEpochs: 0, cooldownLeft: 0 };

/**
 * One epoch of ReduceLROnPlateau: takes the epoch's metric and the rate, gives the next state and rate. A pure function.
 *
 * Equal to torch.optim.lr_scheduler.ReduceLROnPlateau, except that an infinite metric never counts as an improvement (state
 * is JSON, which has no infinity). NaN does not either, as in PyTorch.
 */
export function plateauStep(
  state: PlateauState,
  metric: number,
  rate: number,
  rule: PlateauRule,
): { readonly state: PlateauState; readonly rate: number } {
  const improved = isBetter(rule.mode, metric, barOf(state, rule));
  const best = improved ? metric : state.best;
  const cooling = state.cooldownLeft > 0;
  const badEpochs = improved || cooling ? 0 : state.badEpochs + 1;
  const cooldownLeft = cooling ? state.cooldownLeft - 1 : 0;
  if (badEpochs <= rule.patience) return { state: { best, badEpochs, cooldownLeft }, rate };

  const cut = Math.max(rate * rule.factor, rule.min);
  return {
    state: { best, badEpochs: 0, cooldownLeft: rule.cooldown },
    rate: rate - cut > rule.eps ? cut : rate,
  };
}

/** What a metric must beat to count: the best so far, less the threshold. */
function barOf({ best }: PlateauState, { mode, threshold, thresholdMode }: PlateauRule): number | null {
  if (best === null) return null;
  const margin = mode === 'min' ? -threshold : threshold;
  return thresholdMode === 'rel' ? best * (1 + margin) : best + margin;
}
