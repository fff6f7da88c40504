import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { IntervalData } from '@amnl/conformal';
import { type EpochRecord, type StopReason, type Timings, TrainError } from '@amnl/core-loop';
import { type Best, BestToken } from '@amnl/early-stop';
import { healthNote } from '../config/health.js';
import { type OnnxModels, onnxModels } from '../export/onnx-model.js';
import { writeBytes, writeJson, writeLines } from '../files/write-file.js';
import type { Evaluation } from '../pipeline/evaluation.js';
import { reasonsFile } from '../pipeline/explain/reasons-file.js';
import type { RulPipeline } from '../pipeline/pipeline.js';
import { writeReport } from '../report/write-report.js';
import { writeCalibration } from '../run-folder/calibration-file.js';
import { type TrainingMetrics, trainingMetrics } from '../run-folder/metrics-file.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import type { CalibrationData } from '../schemas/calibration.js';
import { notice } from '../terminal/terminal.js';
import { printFoldResult, printNextSteps, printResult, printTimings } from './summary.js';

/** The result of a run. */
export interface Trained {
  readonly history: readonly EpochRecord[];
  readonly reason: StopReason;
  readonly evaluation: Evaluation;
  /** Of the units held out, in a run of a fold whose data have test units. */
  readonly heldOut?: Evaluation;
  /** Intervals and what they are made of, in a run that holds units out. */
  readonly calibrated?:
    | { readonly calibration: CalibrationData; readonly intervals: IntervalData | undefined }
    | undefined;
  /** The best epoch, where no plugin of the trainer says it. */
  readonly best?: Best;
  /** Of the result for people. Default: the best epoch, and why training ended. */
  readonly title?: string;
  /** Where the time of training went; undefined if nothing was trained. */
  readonly timings?: Timings;
  readonly folder: string;
  readonly engine: string;
  readonly backend: string;
  readonly parameters: number;
  /** See `selectionInWords`. */
  readonly selectionRule: string;
  readonly simulated: boolean;
  /** Wall seconds of this process. */
  readonly seconds: number;
  /** Whether the network is the user's. */
  readonly ownNetwork: boolean;
  /** The flag of `amnl predict` that takes rows of such data. */
  readonly rowsBy: '--input' | '--data';
  /** Whether it is one of several, whose results are shown together. */
  readonly isPart: boolean;
}

/**
 * Writes predictions, model and metrics of a finished run, and prints the result. `metrics.json` says that all is
 * there; after it comes only the report, which is made of these files and can be made again.
 * @returns the content of `metrics.json`
 */
export async function finishRun(
  { trainer, config, sources, model }: Pick<RulPipeline, 'trainer' | 'config' | 'sources' | 'model'>,
  trained: Trained,
): Promise<TrainingMetrics> {
  const { history, reason, evaluation, heldOut, calibrated, folder, simulated, seconds, isPart } = trained;
  const best = trained.best ?? trainer.run.get(BestToken);
  const metrics = trainingMetrics({ ...trained, config, best });
  await writeLines(join(folder, RUN_FILES.predictions), evaluation.predictions);
  if (heldOut) await writeLines(join(folder, RUN_FILES.holdout), heldOut.predictions);
  await writeReasons({ trainer, model, config, sources }, trained);
  if (calibrated) await writeCalibration(folder, calibrated.calibration);
  const scaler = sources.scaler.toJSON();
  const facts = { config, simulated, scaler, intervals: calibrated?.intervals };
  await writeModels(folder, () => onnxModels(model, facts), trained.ownNetwork);
  await writeJson(join(folder, RUN_FILES.metrics), metrics);
  await writeReport(folder);
  const which = best.epoch === undefined ? 'No best epoch' : `Best epoch ${best.epoch + 1} of ${history.length}`;
  const title = trained.title ?? `${which}; ${reason.because}; ${seconds.toFixed(0)} s in total`;
  if (isPart) {
    printFoldResult(title, (heldOut ?? evaluation).metrics, { timeUnit: scaler.timeUnit, rulCap: config.rulCap });
    return metrics;
  }
  printResult({
    title,
    metrics: evaluation.metrics,
    selectionRule: trained.selectionRule,
    timeUnit: scaler.timeUnit,
    rulCap: config.rulCap,
    healthNote: healthNote(config),
    simulated,
    ranges: sources.testRanges,
    knownUnits: sources.sizes.testUnits - sources.sizes.testRunningUnits,
    intervals: evaluation.intervals,
  });
  if (trained.timings) printTimings(trained.timings);
  printNextSteps(folder, trained.rowsBy);
  return metrics;
}

/** Reasons are worth having, and no training is lost for them: a network may have operations without gradients. */
async function writeReasons(
  { trainer, model, config, sources }: Pick<RulPipeline, 'trainer' | 'model' | 'config' | 'sources'>,
  { folder, evaluation, simulated }: Trained,
): Promise<void> {
  const file = join(folder, RUN_FILES.reasons);
  const { scaler, test } = sources;
  const predicted = { windows: test.windows, rul: evaluation.rul, rulCap: config.rulCap, simulated };
  try {
    const { content, leftOut } = await reasonsFile({ trainer, model, scaler }, predicted);
    await writeJson(file, content);
    for (const { detail, code } of leftOut) notice(`left out of ${RUN_FILES.reasons}: ${detail} (${code})`);
  } catch (error) {
    if (!(error instanceof TrainError) || !/^(CLI_NOT_EXPLAINED|EO_.*)$/.test(error.code)) throw error;
    await rm(file, { force: true }); // of a run that was resumed: it is out of date
    notice(`${RUN_FILES.reasons} was not written: ${error.detail} (${error.code})`);
  }
}

/** A network of the user's may have what ONNX lacks, and its training must not be lost for that. */
async function writeModels(folder: string, make: () => Promise<OnnxModels>, isOwn: boolean): Promise<void> {
  try {
    const { network, raw } = await make();
    await writeBytes(join(folder, RUN_FILES.model), network);
    await writeBytes(join(folder, RUN_FILES.rawModel), raw);
  } catch (error) {
    if (!isOwn || !(error instanceof TrainError) || !error.code.startsWith('EO_')) throw error;
    notice(`${RUN_FILES.model} and ${RUN_FILES.rawModel} were not written: ${error.detail} (${error.code})`);
  }
}
