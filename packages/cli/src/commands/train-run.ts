import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepEngine } from '@amnl/core-loop';
import type { WindowSource } from '@amnl/data-fleet';
import { progress } from '@amnl/progress';
import type { LiveServer } from '@amnl/report';
import type { Config } from '../config/config.js';
import { selectionInWords } from '../config/selection.js';
import { writeJson } from '../files/write-file.js';
import { type LoadedCode, ownParts } from '../own-code/own-code.js';
import { recordedCode } from '../own-code/recorded-code.js';
import { runContext } from '../own-code/run-definition.js';
import { type Given, pipelineOf } from '../pipeline/give-rows.js';
import { isOwnData, type LoadedData } from '../pipeline/load-data.js';
import { shownWhileTraining } from '../pipeline/monitor.js';
import {
  createRulPipeline,
  evaluationSource,
  heldOutUnits,
  type RulPipeline,
  unseenInputs,
} from '../pipeline/pipeline.js';
import { checkpoints } from '../run-folder/checkpoints.js';
import type { Claim } from '../run-folder/claim.js';
import { eventFiles } from '../run-folder/event-files.js';
import { historyWriter } from '../run-folder/history-plugin.js';
import type { TrainingMetrics } from '../run-folder/metrics-file.js';
import { checkUnchanged, type InUse, inUseOf, type ResumedRun } from '../run-folder/resume.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { runRecord } from '../run-folder/run-record.js';
import { stepsWriter } from '../run-folder/steps-plugin.js';
import { runClock } from '../timings/timings-plugin.js';
import { type TrackFlags, tracking } from '../track/tracking.js';
import { calibratedBy, evaluateRun } from './evaluate-run.js';
import { finishRun } from './finish-run.js';
import { inRunFolder, Paused, Stopped } from './in-run-folder.js';
import type { Interrupt } from './interrupt.js';
import { openLivePage } from './live-page.js';
import { PAUSE, pauseAfter } from './pause-after.js';
import { printNextFold, printStart } from './summary.js';

/** What a run needs in addition to its settings. */
export interface RunParts {
  readonly data: LoadedData;
  readonly engine: StepEngine;
  /** What is known of TensorFlow's library, where it computes. */
  readonly library: InUse['tensorflow'];
  readonly folder: string;
  /** The run that goes on. */
  readonly resumed: ResumedRun | undefined;
  readonly allowChange: boolean;
  /** Code of the user's. */
  readonly own: readonly LoadedCode[];
  readonly interrupt: Interrupt;
  /** Serve the live page; a text is the port. */
  readonly watch?: boolean | string | undefined;
  readonly tensorboard: boolean;
  readonly track: TrackFlags;
}

/** One configuration to train. */
export interface TrainRunParts extends RunParts {
  readonly config: Config;
  /** The rows of `data`, where that has none and they need not stay. */
  readonly rows?: Given;
  /** Which one it is in this process, where it is one of several that share all but a few settings. */
  readonly among?: 'first' | 'next' | undefined;
  /** Its folder, where this process has it already. */
  readonly claim?: Claim | undefined;
  /** Epochs after which it ends, to be resumed later as if it had not. */
  readonly stopAfter?: number | undefined;
}

/** Trains one configuration, on where `resumed`, evaluates its best weights, and leaves the run folder. @returns `metrics.json` */
export async function trainRun(parts: TrainRunParts): Promise<TrainingMetrics> {
  const { config, data, engine, library, folder, resumed, allowChange, own, interrupt, watch, among, claim } = parts;
  const inUse = inUseOf(parts);
  const { code } = inUse;
  interrupt.begin();
  if (resumed) checkUnchanged(resumed, inUse, allowChange);
  const { simulated } = data;
  const hasTest = data.test !== undefined;
  const clock = runClock(folder);
  const recorded = recordedCode(folder, code);
  const tracked = await tracking(folder, parts.track, {
    ...inUse,
    simulated,
    checksum: data.checksum,
    code: recorded,
  });
  const mine = await ownParts(own, runContext(config, data));
  const options = {
    ...mine,
    config,
    engine,
    watchers: [progress(shownWhileTraining(data.train.timeUnit, config))],
    plugins: [
      ...(mine.plugins ?? []),
      checkpoints(folder, config, data.checksum),
      historyWriter(folder, { selection: config.selection, simulated }),
      stepsWriter(folder),
      parts.tensorboard && eventFiles(folder, config),
      tracked?.plugin,
      interrupt.plugin,
      parts.stopAfter !== undefined && pauseAfter(parts.stopAfter),
      clock.plugin,
    ],
  };
  const pipeline = parts.rows ? pipelineOf(parts.rows, options) : createRulPipeline({ ...options, fleet: data });
  let page: LiveServer | undefined;
  try {
    const { sources, parameterCount } = pipeline;
    const used = { engine: engine.name, backend: engine.backend, tensorflow: library, parameters: parameterCount };
    const selectionRule = selectionInWords(config, hasTest);
    const print = among === 'next' ? printNextFold : printStart;
    const unseen = unseenInputs(data, sources, config);
    print(config, { ...used, sizes: sources.sizes, simulated, hasTest, selectionRule, unseen, folder, code });
    const started = performance.now();
    const record = runRecord({
      config,
      data,
      sizes: sources.sizes,
      heldOut: config.selection === 'holdout' ? sources.selection.windows.units : [],
      ...used,
      code: recorded,
      ...(resumed && { started: resumed.record.started }),
    });
    return await inRunFolder({ folder, resumed, interrupt, pipeline, tracked, allowChange, claim }, async () => {
      await writeJson(join(folder, RUN_FILES.config), record);
      await writeJson(join(folder, RUN_FILES.scaler), sources.scaler);
      // Of a resumed run, they would say that it is finished.
      await rm(join(folder, RUN_FILES.metrics), { force: true });
      await rm(join(folder, RUN_FILES.report), { force: true }).catch(() => {}); // `writeReport` reports what is wrong
      if (watch) page = await openLivePage(folder, typeof watch === 'string' ? { port: watch } : {});
      const trained = await trainAndEvaluate(pipeline, data, interrupt);
      return finishRun(pipeline, {
        ...trained,
        ...used,
        timings: clock.total(pipeline.trainer.run),
        folder,
        simulated,
        selectionRule,
        seconds: (performance.now() - started) / 1000,
        ownNetwork: mine.model !== undefined,
        rowsBy: isOwnData(data.source) ? '--data' : '--input',
        isPart: among !== undefined,
      });
    });
  } finally {
    await page?.close(); // after the folder was given back: the page then shows how the run stands
    pipeline.dispose();
  }
}

async function trainAndEvaluate({ trainer, sources, config }: RulPipeline, data: LoadedData, interrupt: Interrupt) {
  const { history, reason } = await trainer.fit();
  if (reason.by === interrupt.plugin.name) throw new Stopped();
  if (reason.by === PAUSE) throw new Paused();
  const calibrated =
    sources.calibration && (await calibratedBy(trainer, sources.calibration, { data, config, guard: interrupt.guard }));
  const evaluate = (source: WindowSource) =>
    evaluateRun(trainer, source, { data, config, calibrated, guard: interrupt.guard });
  const evaluation = await evaluate(sources.test);
  if (config.fold === undefined || !data.test) return { history, reason, evaluation, calibrated };
  // All folds together hold out every training unit once, and only here are all windows of these looked at.
  const heldOut = await evaluate(evaluationSource(heldOutUnits(config, data), sources.scaler, config, data.rules));
  return { history, reason, evaluation, heldOut, calibrated };
}
