import { metricOf, needEvaluationFor, numberOf, type Plugin, type Run, TrainError } from '@amnl/core-loop';
import { type PlateauOptions, withDefaults } from './options.js';
import { PLATEAU_START, type PlateauState, plateauStep } from './plateau.js';

const NAME = 'plateau';

/** The saved state: that of the rule, and the product of all cuts as a factor on the base rate. */
type Saved = PlateauState & { readonly factor: number };

const FRESH: Saved = { ...PLATEAU_START, factor: 1 };

/**
 * Cuts the learning rate when a metric stops improving (see {@link plateauStep}), as a factor on the scalar
 * `learningRate`. Reads the metric at the end of every epoch from `startEpoch` on; a cut takes effect in the next epoch,
 * with a `run:notice`. Another notice warns once if the run is too short for any cut.
 * `monitor` and `mode` are its own, as in Keras: it does not follow those of `earlyStop`.
 * @throws CL_OPTION_INVALID at once; CL_METRIC_UNKNOWN at the start of a run without evaluation if the metric is a `val_` one, and at
 *   the end of the first epoch if it is not reported
 */
export function plateau(options: PlateauOptions = {}): Plugin {
  const full = withDefaults(options);
  let state = FRESH;
  return {
    name: NAME,
    fingerprint: full,
    state: {
      version: 1,
      save: () => state,
      load(data, version) {
        if (version !== 1) throw unknownVersion(version);
        state = data as Saved;
      },
    },
    hooks: {
      fitStart(run) {
        needEvaluationFor(NAME, run, full.monitor);
        if (run.progress.epoch === 0) state = FRESH; // an instance may serve one run after another
        run.scalars.factor('learningRate', NAME, state.factor);
        noticeShortRun(run, full);
      },
      epochEnd(run, metrics) {
        const metric = metricOf(NAME, metrics, full.monitor);
        if (run.progress.epoch < full.startEpoch) return;
        const base = run.scalars.base('learningRate');
        const rate = base * state.factor;
        const { badEpochs } = state;
        const next = plateauStep(state, metric, rate, full);
        if (next.rate < rate)
          noticeCut(run, full.monitor, { best: next.state.best, bad: badEpochs + 1, rate, next: next.rate });
        state = { ...next.state, factor: next.rate < rate ? next.rate / base : state.factor };
        run.scalars.factor('learningRate', NAME, state.factor);
      },
    },
  };
}

function unknownVersion(version: number): TrainError {
  return new TrainError(
    'CL_STATE_MISMATCH',
    `the saved state has version ${version}, this package reads version 1. Update @amnl/sched-plateau`,
    { by: NAME },
  );
}

function noticeCut(
  run: Run,
  monitor: string,
  { best, bad, rate, next }: { best: number | null; bad: number; rate: number; next: number },
): void {
  const message = `${monitor} has not improved on ${best === null ? 'anything' : short(best)} for ${numberOf(bad, 'epoch')}: learning rate ${short(rate)} → ${short(next)}`;
  run.events.emit('run:notice', { by: NAME, message });
}

/** The first cut can come at the end of epoch startEpoch + patience + 1, and act in the epoch after. */
function noticeShortRun(run: Run, { startEpoch, patience }: { startEpoch: number; patience: number }): void {
  const first = startEpoch + patience + 2;
  if (run.epochs > first) return;
  const message = `cannot lower the learning rate in a run of ${numberOf(run.epochs, 'epoch')}: the first cut could act in epoch ${first}`;
  run.events.emit('run:notice', { by: NAME, message });
}

/** Four digits. */
function short(x: number): string {
  return String(Number(x.toPrecision(4)));
}
