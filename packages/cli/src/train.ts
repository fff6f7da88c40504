import { join } from 'node:path';
import { checkpoint } from '@amnl/checkpoint';
import type { StepEngine, Trainer } from '@amnl/core-loop';
import { BestToken } from '@amnl/early-stop';
import { progress } from '@amnl/progress';
import { useBackend } from './backend.js';
import type { Config } from './config.js';
import { configFile, flagSources, setSource } from './config-sources.js';
import { makeEngine } from './engine.js';
import { evaluateFully } from './evaluation.js';
import { onnxModel } from './export/onnx-model.js';
import { historyWriter } from './history-plugin.js';
import { type Interrupt, listenToSignals } from './interrupt.js';
import { exitCodeOf, Interrupted } from './interrupted.js';
import { loadData } from './load-data.js';
import { trainingMetrics } from './metrics-file.js';
import { createRulPipeline } from './pipeline.js';
import { resolveConfig } from './resolve-config.js';
import { checkRunFolder, defaultRunName, discardRunFolder, makeRunFolder, RUN_FILES } from './run-folder.js';
import { runRecord } from './run-record.js';
import { selectionInWords } from './selection.js';
import { tellNextSteps, tellResult, tellStart } from './summary.js';
import { notice, print, tell } from './terminal.js';
import { writeBytes, writeJson, writeText } from './write-file.js';

/** Flags of `amnl train`; all but these few are settings. */
export interface TrainFlags {
  readonly out?: string;
  readonly config?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly debug?: boolean;
  readonly [setting: string]: unknown;
}

/** `amnl train`: checks everything that can be checked first, trains, evaluates the best weights, leaves the run folder. */
export async function train({ out, config: file, set, json, debug: _, ...flags }: TrainFlags): Promise<void> {
  const asked = resolveConfig([
    ...(file === undefined ? [] : [await configFile(file)]),
    setSource(set ?? []),
    ...flagSources(flags as Record<string, string | undefined>),
  ]);
  const folder = await checkRunFolder(out ?? defaultRunName(asked));
  const backend = await useBackend(asked.backend);
  const { engine, threads, notices } = await makeEngine(asked.engine, asked.threads);
  for (const message of [...backend.notices, ...notices]) notice(message);
  const config: Config = threads === undefined ? asked : { ...asked, threads };
  noticeThreads(config, engine);
  const data = await loadData(config);

  const { simulated } = data;
  const interrupt = listenToSignals();
  const pipeline = createRulPipeline(config, data, {
    engine,
    watchers: [progress()],
    plugins: [
      checkpoint({ dir: join(folder, RUN_FILES.checkpoints) }),
      historyWriter(folder, { selection: config.selection, simulated }),
      interrupt.plugin,
    ],
  });
  const { trainer, sources, model } = pipeline;
  try {
    const used = { engine: engine.name, backend: engine.backend, parameters: model.parameterCount };
    tellStart(config, { ...used, sizes: sources.sizes, simulated, folder });
    const started = performance.now();
    const { history, reason, evaluation } = await inRunFolder(folder, trainer, interrupt, async () => {
      await writeJson(join(folder, RUN_FILES.config), runRecord({ config, data, sizes: sources.sizes, ...used }));
      await writeJson(join(folder, RUN_FILES.scaler), sources.scaler);
      const fitted = await trainer.fit();
      const test = interrupt.guard(sources.test);
      return { ...fitted, evaluation: await evaluateFully(trainer, test, { rulCap: config.rulCap, simulated }) };
    });
    const seconds = (performance.now() - started) / 1000;
    const best = trainer.run.get(BestToken);
    const metrics = trainingMetrics({ config, simulated, ...used, history, reason, best, evaluation, seconds });
    await writeText(join(folder, RUN_FILES.predictions), evaluation.predictions);
    const facts = { config, simulated, scaler: sources.scaler.toJSON() };
    await writeBytes(join(folder, RUN_FILES.model), await onnxModel(model, facts));
    await writeJson(join(folder, RUN_FILES.metrics), metrics);
    const which = best.epoch === undefined ? 'No best epoch' : `Best epoch ${best.epoch + 1} of ${history.length}`;
    const title = `${which}, after ${seconds.toFixed(0)} s: ${reason.because}`;
    tellResult({ title, metrics: evaluation.metrics, selectionRule: selectionInWords(config), simulated });
    tellNextSteps(folder);
    if (json) await print(`${JSON.stringify(metrics)}\n`);
    if (interrupt.signal !== undefined) process.exitCode = exitCodeOf(interrupt.signal);
  } finally {
    interrupt.release();
    pipeline.dispose();
  }
}

/** Makes the folder and runs `body`. If that fails before the first epoch is done, nothing is left; later, all there is. */
async function inRunFolder<T>(
  folder: string,
  trainer: Trainer,
  interrupt: Interrupt,
  body: () => Promise<T>,
): Promise<T> {
  const made = await makeRunFolder(folder);
  try {
    return await body();
  } catch (error) {
    const epochs = trainer.run.history.length;
    if (epochs === 0) await discardRunFolder(folder, made);
    if (interrupt.signal && interrupt.caused(error)) throw new Interrupted(interrupt.signal, epochs, folder);
    if (epochs > 0)
      tell(`The run failed after ${epochs} epoch${epochs === 1 ? '' : 's'}; ${folder} keeps what it has.`);
    throw error;
  }
}

function noticeThreads({ threads }: Config, engine: StepEngine): void {
  if (threads === undefined || threads === 1 || engine.name !== 'eager') return;
  notice(
    `--threads ${threads} has no effect: the eager engine on ${engine.backend} decides itself; wasm has one thread in Node`,
  );
}
