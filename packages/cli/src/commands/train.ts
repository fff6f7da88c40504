import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { numberOf } from '@amnl/core-loop';
import { progress } from '@amnl/progress';
import type { LiveServer } from '@amnl/report';
import { asRecorded } from '../compute/as-recorded.js';
import { chooseCompute } from '../compute/choose-compute.js';
import { completeConfig } from '../config/complete-config.js';
import type { AskedConfig } from '../config/config.js';
import { flagSources, setSource } from '../config/config-sources.js';
import { resolveConfig } from '../config/resolve-config.js';
import { selectionInWords } from '../config/selection.js';
import { writeJson } from '../files/write-file.js';
import { givenCode } from '../own-code/given-code.js';
import { ownParts } from '../own-code/own-code.js';
import { dataFrom, loadRunData } from '../own-code/own-data.js';
import { recordedCode } from '../own-code/recorded-code.js';
import { runContext } from '../own-code/run-definition.js';
import { type EvaluationOptions, evaluateFully } from '../pipeline/evaluation.js';
import { isOwnData } from '../pipeline/load-data.js';
import { shownWhileTraining } from '../pipeline/monitor.js';
import { createRulPipeline, type RulPipeline } from '../pipeline/pipeline.js';
import { rulRanges } from '../pipeline/rul-ranges.js';
import { writeReport } from '../report/write-report.js';
import { checkpoints, continueRun, hasCheckpoint } from '../run-folder/checkpoints.js';
import { eventFiles } from '../run-folder/event-files.js';
import { historyWriter } from '../run-folder/history-plugin.js';
import { checkUnchanged, findRun, finished, type ResumedRun } from '../run-folder/resume.js';
import {
  checkRunFolder,
  defaultRunName,
  discardRunFolder,
  makeRunFolder,
  RUN_FILES,
} from '../run-folder/run-folder.js';
import { lockRun } from '../run-folder/run-lock.js';
import { runRecord } from '../run-folder/run-record.js';
import { stepsWriter } from '../run-folder/steps-plugin.js';
import { inform, notice, printJson } from '../terminal/terminal.js';
import { runClock } from '../timings/timings-plugin.js';
import { checkTrackFlags, type TrackFlags, type Tracking, tracking, wasTracked } from '../track/tracking.js';
import { dryRun } from './dry-run/dry-run.js';
import { nothingLeft } from './dry-run/nothing-left.js';
import { finishRun } from './finish-run.js';
import { type Interrupt, listenToSignals } from './interrupt.js';
import { Interrupted, resumeCommand } from './interrupted.js';
import { openLivePage, portNumber } from './live-page.js';
import { noticeThreads } from './notice-threads.js';
import { printStart } from './summary.js';

/** Flags of `amnl train`; those of settings come under the settings' names. */
export interface TrainFlags extends TrackFlags {
  readonly out?: string;
  readonly resume?: string;
  readonly allowConfigChange?: boolean;
  readonly config?: string;
  readonly plugin?: readonly string[];
  readonly set?: readonly string[];
  readonly json?: boolean;
  /** Serve the live page; a text is the port. */
  readonly watch?: boolean | string;
  /** Write event files for TensorBoard. */
  readonly tensorboard?: boolean;
  /** Two steps, and nothing written. */
  readonly dryRun?: boolean;
  readonly [setting: string]: unknown;
}

/**
 * `amnl train`: checks everything that can be checked first, trains (on, with `--resume`), evaluates the best weights, leaves the
 * run folder.
 */
export async function train(flags: TrainFlags): Promise<void> {
  const { out, resume, allowConfigChange: allowChange = false, set, json, watch, tensorboard } = flags;
  const resumed = resume === undefined ? undefined : await findRun(resume, out);
  const own = await givenCode(flags, resumed && { folder: resumed.folder, code: resumed.record.code ?? [] });
  const code = own.loaded.map(({ used }) => used);
  const before = resumed === undefined ? [] : [recordSource(resumed)];
  const dataCode = dataFrom(own.loaded);
  const asked = resolveConfig(
    [...before, ...own.settings, setSource(set ?? []), ...flagSources(flags)],
    dataCode?.given,
  );
  const done = resumed && (await finished(resumed, asked.epochs));
  if (done) {
    checkUnchanged(resumed, { ...resumed.record, config: asked, code }, allowChange);
    printFinished(resumed, done.because);
    if (json) await printJson(flags.dryRun ? nothingLeft(resumed, done.because) : done.metrics);
    return;
  }
  if (typeof watch === 'string') portNumber(watch);
  checkTrackFlags(flags, resumed !== undefined);
  const folder = resumed?.folder ?? (await checkRunFolder(out ?? (await defaultRunName(asked, dataCode))));
  const choice = resumed ? asRecorded(asked, resumed.record) : asked;
  const { engine, threads, library, notices } = await chooseCompute(choice, asked.threads);
  for (const message of notices) notice(message);
  const wanted: AskedConfig = threads === undefined ? asked : { ...asked, threads };
  noticeThreads(wanted, engine);

  if (flags.dryRun) {
    const tracked = flags.track !== undefined || (await wasTracked(folder));
    const rest = { resumed, allowChange, tensorboard: tensorboard === true, tracked, json: json ?? false };
    await dryRun({ asked: wanted, engine, library, folder, own: own.loaded, ...rest });
    return;
  }

  const interrupt = listenToSignals();
  try {
    const data = await loadRunData(wanted, own.loaded);
    const config = completeConfig(wanted, data);
    const inUse = { config, engine: engine.name, backend: engine.backend, data, code, tensorflow: library };
    interrupt.begin();
    if (resumed) checkUnchanged(resumed, inUse, allowChange);
    const { simulated } = data;
    const hasTest = data.test !== undefined;
    const recorded = recordedCode(folder, code);
    const clock = runClock(folder);
    const tracked = await tracking(folder, flags, { ...inUse, simulated, checksum: data.checksum, code: recorded });
    const parts = await ownParts(own.loaded, runContext(config, data));
    const pipeline = createRulPipeline({
      ...parts,
      config,
      fleet: data,
      engine,
      watchers: [progress(shownWhileTraining(data.train.timeUnit))],
      plugins: [
        ...(parts.plugins ?? []),
        checkpoints(folder, config, data.checksum),
        historyWriter(folder, { selection: config.selection, simulated }),
        stepsWriter(folder),
        tensorboard === true && eventFiles(folder, config),
        tracked?.plugin,
        interrupt.plugin,
        clock.plugin,
      ],
    });
    let page: LiveServer | undefined;
    try {
      const { sources, parameterCount } = pipeline;
      const [{ name, backend }, parameters] = [engine, parameterCount];
      const used = { engine: name, backend, tensorflow: library, parameters };
      const selectionRule = selectionInWords(config, hasTest);
      printStart(config, { ...used, sizes: sources.sizes, simulated, hasTest, selectionRule, folder, code });
      const started = performance.now();
      const record = runRecord({
        config,
        data,
        sizes: sources.sizes,
        ...used,
        code: recorded,
        ...(resumed && { started: resumed.record.started }),
      });
      await inRunFolder({ folder, resumed, interrupt, pipeline, tracked, allowChange }, async () => {
        await writeJson(join(folder, RUN_FILES.config), record);
        await writeJson(join(folder, RUN_FILES.scaler), sources.scaler);
        // Of a resumed run, they would say that it is finished.
        await rm(join(folder, RUN_FILES.metrics), { force: true });
        await rm(join(folder, RUN_FILES.report), { force: true }).catch(() => {}); // `writeReport` reports what is wrong
        if (watch) page = await openLivePage(folder, typeof watch === 'string' ? { port: watch } : {});
        const trained = await trainAndEvaluate(pipeline, interrupt, {
          simulated,
          ranges: rulRanges(data.rules.labels),
        });
        const seconds = (performance.now() - started) / 1000;
        const timings = clock.total(pipeline.trainer.run);
        await finishRun(pipeline, {
          ...trained,
          ...used,
          timings,
          folder,
          simulated,
          selectionRule,
          seconds,
          ownNetwork: parts.model !== undefined,
          rowsBy: isOwnData(data.source) ? '--data' : '--input',
          json: json ?? false,
        });
      });
    } finally {
      await page?.close(); // after the folder was given back: the page then shows how the run stands
      pipeline.dispose();
    }
  } finally {
    interrupt.release();
  }
}

type OfData = Pick<EvaluationOptions, 'simulated' | 'ranges'>;

async function trainAndEvaluate({ trainer, sources, config }: RulPipeline, interrupt: Interrupt, ofData: OfData) {
  const { history, reason } = await trainer.fit();
  if (reason.by === interrupt.plugin.name) throw new Stopped();
  const { test, scaler } = sources;
  const facts = { windows: test.windows, rulCap: config.rulCap, timeUnit: scaler.toJSON().timeUnit, ...ofData };
  return { history, reason, evaluation: await evaluateFully(trainer, interrupt.guard(test), facts) };
}

/** A signal has ended the fit. */
class Stopped extends Error {}

interface Place {
  readonly folder: string;
  readonly resumed: ResumedRun | undefined;
  readonly interrupt: Interrupt;
  readonly pipeline: RulPipeline;
  readonly tracked: Tracking | undefined;
  /** `--allow-config-change` */
  readonly allowChange: boolean;
}

/** Makes and locks the folder, resumes what it contains and runs `body`. If that fails before anything was saved, nothing is left. */
async function inRunFolder(place: Place, body: () => Promise<void>): Promise<void> {
  const { folder, resumed, interrupt, pipeline, tracked, allowChange } = place;
  const made = resumed === undefined ? await makeRunFolder(folder) : [];
  const release = await lockRun(folder);
  let begun = false;
  try {
    if (resumed) await continueRun(pipeline.trainer, folder, { epochs: pipeline.config.epochs, allowed: allowChange });
    begun = true;
    await body();
    await tracked?.finish();
  } catch (error) {
    await tracked?.finish(); // before the folder may go
    const saved = resumed !== undefined || (await hasCheckpoint(folder));
    release();
    if (saved && begun) await writeReport(folder);
    const removed = !saved && (await discardRunFolder(folder, made));
    const epochs = pipeline.trainer.run.history.length;
    if (interrupt.signal && (error instanceof Stopped || interrupt.caused(error))) {
      throw new Interrupted(interrupt.signal, epochs, saved ? folder : undefined);
    }
    if (!saved && !removed) inform(`Nothing was saved; what is left in ${folder} could not be removed.`);
    else if (!saved && epochs > 0) inform(`Nothing was saved; ${folder} was removed.`);
    if (saved && begun) inform(`The run failed after ${numberOf(epochs, 'epoch')}; what was saved is in ${folder}.`);
    throw error;
  } finally {
    release();
  }
}

function recordSource({ folder, record }: ResumedRun) {
  return { from: join(folder, RUN_FILES.config), values: record.config };
}

function printFinished({ folder, record }: ResumedRun, because: string): void {
  const more = `${resumeCommand(folder)} --epochs ${2 * record.config.epochs}`;
  inform(`The run in ${folder} is done: ${because}. To train longer, give it more epochs, e.g. ${more}`);
}
