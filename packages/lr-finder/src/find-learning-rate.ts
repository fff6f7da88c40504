import { createTrainer, requireOption, type TrainerOptions } from '@amnl/core-loop';
import { type CurvePoint, sweepRates } from './curve.js';
import { finderError } from './errors.js';
import { keepModel, keepStates } from './keep.js';
import { type FullSweepOptions, type SweepOptions, sweepDefaults } from './options.js';
import { borrowed, flat, makesTheStep, rehearsal } from './rehearsal.js';
import type { Rule } from './rules.js';
import { judged, LEAST_POINTS, type Suggestions, suggest } from './suggest.js';
import { type Ending, SweepOver, sweepPlugin } from './sweep-plugin.js';

/** What a sweep found; plain JSON. */
export interface LearningRateFinding {
  /** The rate by the chosen rule; undefined if the loss never falls, or the rule finds nothing. */
  readonly suggestion: number | undefined;
  readonly rule: Rule;
  readonly suggestions: Suggestions;
  /** A sentence for people: how the sweep ended and, without a suggestion, why. */
  readonly because: string;
  /** `'end'`: all rates were tried; `'diverged'`: the loss rose far above its best. */
  readonly ended: Ending;
  /** Requested steps. */
  readonly steps: number;
  /** One point per step with a finite loss. */
  readonly curve: readonly CurvePoint[];
}

/**
 * Finds a learning rate: trains for a few steps while the rate grows from `start` to `end`, observes the loss, and
 * restores everything. Call it with the options of your trainer, before `createTrainer`, between two `fit`s, but not during one.
 *
 * It uses its own trainer, on the same model and with the same seed, data, loss, optimiser, accumulation and hooks in the step,
 * so that your moments, averages, counters, history and progress are never touched. The model's weights, buffers and layer
 * states are restored bit for bit, and so is the state of plugins, also if it throws or is aborted. During the sweep no
 * plugin saves, evaluates, shows or stops anything, and schedules do not act. A given engine stays yours: it is not disposed.
 *
 * What cannot be restored: a plugin's variables outside its `state`, a data source with its own cursor, and
 * `Math.random`. If in doubt, create new plugins for the trainer.
 *
 * @param trainer options as for `createTrainer`; `epochs`, `evaluation`, `alsoEvaluate` and `metrics` have no effect
 * @throws LF_DIVERGED, LF_LOSS_NOT_FINITE, LF_RATE_UNKNOWN, CL_METRIC_UNKNOWN, CL_OPTION_INVALID, the signal's reason, and whatever
 *   training throws
 * @see Smith, Cyclical Learning Rates for Training Neural Networks, 2015 (arXiv:1506.01186), section 3.3
 */
export async function findLearningRate(
  trainer: Omit<TrainerOptions, 'epochs'> & { readonly epochs?: number },
  options: SweepOptions = {},
): Promise<LearningRateFinding> {
  const sweep = sweepDefaults(options);
  const { signal, onStep, onNotice } = options;
  signal?.throwIfAborted();
  const { evaluation: _evaluation, alsoEvaluate: _others, metrics: _metrics, engine, plugins = [], ...parts } = trainer;
  const given = flat([plugins]);
  for (const name of sweep.without) {
    const names = given.map((plugin) => plugin.name);
    requireOption(
      'lr-finder',
      names.includes(name),
      'without',
      `names of the trainer's plugins (${names.join(', ')})`,
      name,
    );
  }
  const listed = given.filter(({ name }) => !sweep.without.includes(name));
  const curve: CurvePoint[] = [];
  const swept = sweepPlugin({
    ...sweep,
    rates: sweepRates(sweep.start, sweep.end, sweep.steps, sweep.spacing),
    after: listed.map(({ name }) => name),
    signal,
    onPoint(point) {
      curve.push(point);
      onStep?.(point, curve.length - 1);
    },
  });
  const putStatesBack = keepStates(listed.filter(makesTheStep));
  const own = createTrainer({
    ...parts,
    ...(engine && { engine: borrowed(engine) }),
    plugins: [...rehearsal(listed), swept],
    epochs: sweep.steps, // enough: an epoch has at least one step
  });
  if (onNotice) own.events.on('run:notice', ({ message }) => onNotice(message));
  const putModelBack = keepModel(parts.model);
  let over: SweepOver;
  try {
    over = await own.fit().then(
      () => Promise.reject(new Error('the sweep did not end itself')),
      (error: unknown) => endOf(error, signal),
    );
  } finally {
    putStatesBack();
    putModelBack();
    own.dispose();
  }
  return conclude(curve, over, sweep);
}

/** The end of the sweep, from a run's error. @throws that error, if it is something else */
function endOf(error: unknown, signal: AbortSignal | undefined): SweepOver {
  const { cause } = error as Error;
  if (cause instanceof SweepOver) return cause;
  throw signal?.aborted && cause === signal.reason ? signal.reason : error;
}

function conclude(
  curve: readonly CurvePoint[],
  { ending, rate, loss }: SweepOver,
  { rule, steps, start, end, spacing }: FullSweepOptions,
): LearningRateFinding {
  if (ending === 'diverged' && judged(curve, steps).length < LEAST_POINTS) {
    // Linear rates start at `end` / steps, whatever `start` is.
    const advice =
      spacing === 'linear'
        ? `Set a lower \`end\`, e.g. ${short(rate)}`
        : `Set a lower \`start\`, e.g. ${short(start / 1000)}`;
    throw finderError(
      'LF_DIVERGED',
      `the loss went from ${short(curve[0]!.loss)} to ${short(loss)} within ${curve.length} of ${steps} steps, at a rate of ${short(rate)}: too early to judge. ${advice}, and make sure the data are scaled`,
    );
  }
  const suggestions = suggest(curve, steps);
  const suggestion = suggestions[rule];
  const way =
    ending === 'end'
      ? `tried all rates from ${short(start)} to ${short(end)}`
      : `the loss diverged at a rate of ${short(rate)}`;
  return { suggestion, rule, suggestions, because: way + lack(suggestions, rule), ended: ending, steps, curve };
}

/** Why there is no suggestion, if so. */
function lack(suggestions: Suggestions, rule: Rule): string {
  if (suggestions[rule] !== undefined) return '';
  const others = Object.values(suggestions).some((rate) => rate !== undefined);
  return others
    ? `; the rule '${rule}' finds no rate in this curve`
    : '; the loss does not fall by more than the noise between batches, so no rate is suggested';
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
