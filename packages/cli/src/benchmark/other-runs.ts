import { bestBy } from '@amnl/core-loop/better';
import { nasaScoreSum, rmse } from '@amnl/metrics-rul';
import { MAX_TABLE_BYTES, readText } from '../files/read-text.js';
import { type OtherRuns, otherRunsSchema } from '../schemas/benchmark.js';
import { readJson } from '../schemas/lines.js';
import { cliError } from '../terminal/errors.js';
import { reasonOf } from '../terminal/system-reason.js';
import type { PlannedResult } from './build.js';

type OtherRun = OtherRuns['runs'][number];

/** Reads results of another program. @throws CLI_BENCHMARK_INVALID, also for predictions that do not belong to the epoch that the units held out choose */
export async function readOtherRuns(path: string): Promise<OtherRuns> {
  const text = await readText(path, MAX_TABLE_BYTES).catch((error: unknown) => {
    throw invalid(`cannot read ${path}: ${reasonOf(error)}. Give a file as docs/benchmark.md describes it`, error);
  });
  const read = readJson(text, otherRunsSchema, MAX_TABLE_BYTES);
  if (!read.ok) throw invalid(`${path} ${read.why()}. docs/benchmark.md describes it`);
  for (const run of read.value.runs) checkRun(path, run);
  return read.value;
}

/** The variant that they are. */
export function otherVariant({ variant: name, settings, runs }: OtherRuns) {
  const epochs = Math.max(...runs.map(({ history }) => history.length));
  return { name, settings, epochs, selection: 'holdout' as const };
}

/** Its runs, all of them done. */
export function otherResults({ variant, runs }: OtherRuns): PlannedResult[] {
  return runs.map((run) => {
    const { subset, seed, history, units, truths, predicted, hours, threads, machine } = run;
    const at = (epoch: number) => ({ epoch, rmse: history[epoch]!.rmse, nasa: history[epoch]!.nasa });
    const curve = (name: 'holdout' | 'rmse') => history.map((one) => one[name]);
    const chosen = chosenBy(run, 'holdout');
    const errors = predicted.map((rul, i) => rul - truths[i]!);
    const name = `${variant}/${subset}/seed-${seed}`;
    return {
      ...{ name, folder: name, variant, subset, seed, threads, machine },
      result: {
        epochs: history.length,
        final: { rmse: rmse(predicted, truths), nasa: nasaScoreSum(errors) },
        choices: { holdout: at(chosen), test: at(chosenBy(run, 'rmse')), last: at(history.length - 1) },
        curves: { holdout: curve('holdout'), test: curve('rmse') },
        ...{ units, truths, predicted, hours },
      },
    };
  });
}

function chosenBy({ history }: OtherRun, figure: 'holdout' | 'rmse'): number {
  return history.indexOf(bestBy('min', history, (one) => one[figure])!.item);
}

function checkRun(path: string, run: OtherRun): void {
  const { subset, seed, units, truths, predicted, history } = run;
  const where = `the run of ${subset} and seed ${seed} in ${path}`;
  if (truths.length !== units.length || predicted.length !== units.length) {
    throw invalid(
      `${where} has ${units.length} units, ${truths.length} truths and ${predicted.length} predictions. Give one of each`,
    );
  }
  const [found, said] = [rmse(predicted, truths), history[chosenBy(run, 'holdout')]!.rmse];
  if (Math.abs(found - said) <= 1e-3 * Math.max(1, said)) return;
  throw invalid(
    `${where} predicts with an RMSE of ${found}, and says ${said} of the epoch that its units held out choose. Give the predictions of that epoch`,
  );
}

function invalid(message: string, cause?: unknown) {
  return cliError('CLI_BENCHMARK_INVALID', message, cause);
}
