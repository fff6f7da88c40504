import type { TrackedRun } from '@amnl/mlflow';
import { readHistory, readMetrics } from '../run-folder/read-history.js';
import { readRunFile } from '../run-folder/read-run-file.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { readRunRecord } from '../run-folder/run-record.js';
import type { RunMetrics } from '../schemas/metrics.js';
import { parseSteps } from '../schemas/steps.js';
import { parametersOf, tagsOf } from './params-and-tags.js';

/** Options of {@link completeFromFiles}. */
export interface CompleteOptions {
  /** The run was not tracked while it trained: all of it comes from the files. */
  readonly isNew: boolean;
}

/**
 * Adds to a tracked run what the files of its folder have and it has not: the figures of the best weights, and epochs that were
 * not tracked. Numbers are at the step where the training would have put them, so that nothing is there twice.
 * @returns when it had done its last epoch, in milliseconds since 1970, and whether all of it is done
 * @throws CLI_RUN_INVALID
 */
export async function completeFromFiles(
  run: TrackedRun,
  folder: string,
  { isNew }: CompleteOptions,
): Promise<{ readonly at: number; readonly done: boolean }> {
  const record = await readRunRecord(folder);
  const results = await readMetrics(folder);
  const history = await readHistory(folder, results);
  const started = Date.parse(record.started);
  if (isNew) {
    const { config, engine, backend, simulated, data, code = [] } = record;
    const facts = { config, engine, backend, simulated, checksum: data.checksum, code };
    run.params({ ...parametersOf(facts), parameters: record['parameters'] });
    run.tags(tagsOf(facts, record['versions'] as Record<string, string>));
    for (const look of parseSteps((await readRunFile(folder, RUN_FILES.steps)) ?? '')) {
      const metrics = Object.entries(look.metrics).map(([name, value]) => [`train/${name}`, value ?? Number.NaN]);
      run.metricsWithin(Object.fromEntries(metrics), look.step, Math.round(look.at));
    }
  }
  let seconds = 0;
  for (const line of history) {
    seconds += line.seconds;
    const speed = { 'speed/epoch_seconds': line.seconds, 'speed/samples_per_second': line.samplesPerSecond };
    const numbers = Object.entries({ ...line.metrics, ...speed }).filter(([, value]) => value !== null || isNew);
    const metrics = Object.fromEntries(numbers.map(([name, value]) => [name, value ?? Number.NaN]));
    run.metrics(metrics, line.epoch + 1, Math.round(started + seconds * 1000));
  }
  return { at: Math.round(started + seconds * 1000), done: addResults(run, results) };
}

/** Figures by which runs are compared; `metrics.json` has all of them. */
const RESULTS = ['RMSE_last_cycle', 'RMSE_all_cycles', 'nasa_score_last_cycle', 'health_accuracy'] as const;

/** Some figures of the best weights over all windows of the test units, as `best/…`. @returns whether there are any */
function addResults(run: TrackedRun, results: RunMetrics | undefined): boolean {
  if (results === undefined) return false;
  const values: Record<string, number> = {};
  for (const name of RESULTS) {
    const value = results[name];
    if (typeof value === 'number') values[`best/${name}`] = value;
  }
  run.metrics(values, (results.bestEpoch ?? results.epochs - 1) + 1);
  return true;
}
