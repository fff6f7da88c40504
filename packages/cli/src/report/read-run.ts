import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { numberOf } from '@amnl/core-loop';
import type { RulResults, RunData } from '@amnl/report';
import { calibrationIn } from '../run-folder/calibration-file.js';
import { readHistory, readMetrics } from '../run-folder/read-history.js';
import { readRunFile } from '../run-folder/read-run-file.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { isTraining } from '../run-folder/run-lock.js';
import { readRunRecord, type StoredRun } from '../run-folder/run-record.js';
import { dataFacts } from '../schemas/data-facts.js';
import type { RunMetrics } from '../schemas/metrics.js';
import { MAX_REASONS, parseReasons } from '../schemas/reasons.js';
import { parseSteps } from '../schemas/steps.js';
import { MAX_TIMINGS, parseTimings } from '../schemas/timings.js';
import { cliError } from '../terminal/errors.js';
import { decisionResults } from './decision-results.js';
import { pageData } from './page-data.js';
import { readUnitFile } from './read-predictions.js';
import { rulResults } from './rul-results.js';
import { unitReasons } from './unit-reasons.js';

/**
 * Reads a run folder as it stands now, finished or not.
 * @throws CLI_RUN_INVALID if it is not a run folder, or one of its files is damaged
 */
export async function readRun(folder: string): Promise<RunData> {
  const record = await readRunRecord(folder);
  // The lock first: a run that ends while its files are read then counts as training, and is read again.
  const training = await isTraining(folder);
  const metrics = await readMetrics(folder);
  const history = await readHistory(folder, metrics);
  const steps = parseSteps((await readRunFile(folder, RUN_FILES.steps)) ?? '');
  const results = metrics && (await readResults(folder, record, metrics));
  const times = await readRunFile(folder, RUN_FILES.timings, MAX_TIMINGS);
  const timings = times === undefined ? undefined : parseTimings(times, join(folder, RUN_FILES.timings));
  return pageData({ folder, record, history, steps, metrics, results, training, timings });
}

async function readResults(folder: string, { config, data }: StoredRun, metrics: RunMetrics): Promise<RulResults> {
  const from = join(folder, RUN_FILES.predictions);
  const facts = dataFacts(data, config.dataset);
  const { rulCap, selection } = config;
  const units = readUnitFile(from, { cap: rulCap, unitMs: facts.clock?.unitMs });
  const reasons = await readReasons(folder);
  const calibration = await calibrationIn(folder);
  const decisions = decisionResults({ folder, selection, metrics, calibration });
  const results = { ...rulResults({ metrics, units, rulCap, data: facts, reasons }), ...decisions };
  const { lastCycle, allCycles } = metrics.report;
  const due = [lastCycle.regression.count, (allCycles ?? lastCycle).regression.count];
  // What still runs has no known life, and is not counted.
  const known = units.filter(({ running }) => !running);
  const found = [known.length, known.reduce((sum, { times, rows = times.length }) => sum + rows, 0)];
  if (isDeepStrictEqual(found, due)) return results;
  const what = `holds ${numberOf(found[1]!, 'window')} of ${numberOf(found[0]!, 'unit')} where ${due[1]} of ${due[0]} are due`;
  throw cliError('CLI_RUN_INVALID', `${from} ${what}. Restore the file`);
}

/** Why the units that matter were predicted so; none in runs of earlier versions, and of networks that cannot be explained. */
async function readReasons(folder: string): Promise<ReturnType<typeof unitReasons> | undefined> {
  const text = await readRunFile(folder, RUN_FILES.reasons, MAX_REASONS);
  return text === undefined ? undefined : unitReasons(parseReasons(text, join(folder, RUN_FILES.reasons)));
}
