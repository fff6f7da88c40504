import '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { amnl, amnlLoss, rulHealthTasks, weightedMse } from '@amnl/amnl-loss';
import { checkpoint, loadWeights } from '@amnl/checkpoint';
import { createRulPipeline, presetConfig } from '@amnl/cli';
import { arrayData, createTrainer, fromLayersModel, sgd, TrainEmitter, type Trainer } from '@amnl/core-loop';
import { tinyModel, tinyTrainer } from '@amnl/core-loop/testing';
import * as data from '@amnl/data-cmapss';
import * as files from '@amnl/data-cmapss/node';
import { fromGenerator, fromTfData, prefetch } from '@amnl/data-sources';
import { fileData, workerSource, writeNpy } from '@amnl/data-sources/node';
import { earlyStop, patience } from '@amnl/early-stop';
import { decayAt, ema, swa } from '@amnl/ema';
import { compile, exportOnnx, onnxEngine, saveOnnx } from '@amnl/engine-onnx';
import { summary } from '@amnl/engine-onnx/summary';
import { gradClip } from '@amnl/grad-clip';
import { lossScale } from '@amnl/loss-scale';
import { curveSvg, findLearningRate } from '@amnl/lr-finder';
import { evaluateRul, rulMetrics } from '@amnl/metrics-rul';
import { mlflow, openTrackedRun } from '@amnl/mlflow';
import { createRulModel } from '@amnl/model-rul';
import { nonFinite } from '@amnl/non-finite';
import { AdamWOptimizer, adamW, weightDecaySteps } from '@amnl/optim-adamw';
import { printProgress, progress } from '@amnl/progress';
import { renderLivePage, renderReport, report, serveRun } from '@amnl/report';
import { plateau } from '@amnl/sched-plateau';
import { cosineRate, warmup, warmupCosine, warmupCosineRate, warmupFactor } from '@amnl/sched-warmup-cosine';
import { openEventWriter, tensorBoard } from '@amnl/tensorboard';
import { describe, expect, test } from 'vitest';
import { manifestOf, packages, root, sources } from './laws-packages.js';

/** The exported types of options, by package; those of `core-loop`'s own testing kit among them. */
const exported = packages.flatMap((name) => {
  const entries = Object.values(manifestOf(name).exports).flatMap((entry) => {
    const source = (entry as { readonly '@amnl/source'?: string })['@amnl/source'];
    return source === undefined ? [] : [readFileSync(join(root, 'packages', name, source), 'utf8')];
  });
  const types = entries.flatMap((text) =>
    [...text.matchAll(/\b([A-Z]\w*(?:Options|Shape))\b/g)].map(([, type]) => type),
  );
  return [...new Set(types)].map((type) => `${name} ${type}`);
});

const oops = { oops: 1 } as never;
const bare = {} as never;
const used = async (use: (trainer: Trainer) => unknown) => use(tinyTrainer());

/** What takes them, each called with an option that there is not. */
const takers: Readonly<Record<string, readonly (() => unknown)[]>> = {
  'amnl-loss AmnlOptions': [() => amnl(oops), () => amnlLoss(oops)],
  'amnl-loss WeightedMseOptions': [() => weightedMse(bare, bare, oops), () => rulHealthTasks(oops)],
  'checkpoint CheckpointOptions': [() => checkpoint(oops), () => checkpoint({ dir: 'x', every: oops })],
  'checkpoint LoadOptions': [() => loadWeights(bare, 'x', oops)],
  'cli PipelineOptions': [() => createRulPipeline(presetConfig('quick'), bare, oops)],
  'core-loop ArrayDataOptions': [() => arrayData(oops)],
  'core-loop LayersModelOptions': [() => fromLayersModel(bare, oops)],
  'core-loop RestoreOptions': [() => used((trainer) => trainer.restore(bare, oops))],
  'core-loop SgdOptions': [() => sgd(oops)],
  'core-loop TrainerOptions': [
    () => createTrainer({ model: tinyModel(), epochs: 1, ...(oops as object) }),
    () => used((trainer) => trainer.fit(oops)),
    () => used((trainer) => trainer.stop('enough', oops)),
  ],
  'core-loop TinyOptions': [() => tinyTrainer(oops)],
  'data-cmapss FitScalerOptions': [() => data.fitScaler(bare, oops)],
  'data-cmapss ParseOptions': [() => new data.CmapssParser(oops), () => data.parseCmapss(bare, oops)],
  'data-cmapss PrepareOptions': [() => data.prepareCmapss(bare, oops)],
  'data-cmapss SimulateOptions': [() => data.simulateCmapss(oops)],
  'data-cmapss SplitOptions': [() => data.splitFleet(bare, oops)],
  'data-cmapss WindowOptions': [() => data.makeWindows(bare, bare, oops)],
  'data-cmapss WindowSourceOptions': [() => data.windowSource(bare, oops)],
  'data-cmapss DownloadOptions': [() => files.downloadCmapss(oops)],
  'data-cmapss LoadOptions': [() => files.loadCmapss(oops)],
  'data-cmapss ReadFleetOptions': [() => files.readFleetFile('x', oops)],
  'data-cmapss WriteSimulatedOptions': [() => files.writeSimulated(oops)],
  'data-sources FileDataOptions': [() => fileData(oops)],
  'data-sources GeneratorOptions': [() => fromGenerator(() => [], oops)],
  'data-sources PrefetchOptions': [() => prefetch(bare, oops)],
  'data-sources TfDataOptions': [() => fromTfData(bare, oops)],
  'data-sources WorkerSourceOptions': [() => workerSource('x', oops)],
  'data-sources WriteNpyOptions': [() => writeNpy('x', [], oops)],
  'early-stop EarlyStopOptions': [() => earlyStop(oops)],
  'early-stop PatienceOptions': [() => patience(oops)],
  'ema DecayOptions': [() => decayAt(0, oops)],
  'ema EmaOptions': [() => ema(oops)],
  'ema SwaOptions': [() => swa(oops)],
  'engine-onnx CompileOptions': [() => compile(() => {}, oops)],
  'engine-onnx ExportOnnxOptions': [() => exportOnnx(bare, oops)],
  'engine-onnx OnnxEngineOptions': [() => onnxEngine(oops)],
  'engine-onnx SaveOnnxOptions': [() => saveOnnx('x', bare, oops)],
  'engine-onnx SummaryOptions': [() => summary(bare, oops)],
  'grad-clip GradClipOptions': [() => gradClip(oops)],
  'loss-scale LossScaleOptions': [() => lossScale(oops)],
  'lr-finder ChartOptions': [() => curveSvg(bare, oops)],
  'lr-finder SweepOptions': [() => findLearningRate(bare, oops)],
  'metrics-rul EvaluateRulOptions': [() => evaluateRul(bare, bare, oops), () => rulMetrics(oops)],
  'mlflow MlflowOptions': [() => mlflow(oops)],
  'mlflow TrackedRunOptions': [() => openTrackedRun('x', oops)],
  'model-rul RulModelOptions': [() => createRulModel(oops)],
  'non-finite NonFiniteOptions': [() => nonFinite(oops)],
  'optim-adamw AdamWOptions': [
    () => adamW(oops),
    () => new AdamWOptimizer(oops),
    () => adamW({ groups: [{ match: /x/, ...(oops as object) }] }),
  ],
  'optim-adamw WeightDecayStepsOptions': [
    () => weightDecaySteps(oops),
    () => weightDecaySteps({ steps: [{ epoch: 1, factor: 1, ...(oops as object) }] }),
  ],
  'progress ProgressOptions': [() => progress(oops), () => printProgress(new TrainEmitter(), oops)],
  'report RenderOptions': [() => renderReport([], oops), () => renderLivePage(oops)],
  'report ReportOptions': [() => report(oops)],
  'report ServeOptions': [() => serveRun(bare, oops)],
  'sched-plateau PlateauOptions': [() => plateau(oops)],
  'sched-warmup-cosine CosineShape': [() => cosineRate(0, oops)],
  'sched-warmup-cosine WarmupCosineOptions': [() => warmupCosine(oops), () => warmupCosine({ warmup: oops })],
  'sched-warmup-cosine WarmupCosineShape': [() => warmupCosineRate(0, oops)],
  'sched-warmup-cosine WarmupOptions': [() => warmup(oops)],
  'sched-warmup-cosine WarmupShape': [() => warmupFactor(0, oops)],
  'tensorboard EventWriterOptions': [() => openEventWriter('x', oops)],
  'tensorboard HistogramOptions': [() => tensorBoard({ dir: 'x', histograms: oops })],
  'tensorboard TensorBoardOptions': [() => tensorBoard(oops)],
};

/** Types of options that no function of the API takes by themselves, or that are nobody's configuration. */
const others: Readonly<Record<string, string>> = {
  'core-loop CheckPluginOptions': 'goes on to TinyOptions',
  'core-loop TrainErrorOptions': 'an error must not fail',
  'create-amnl-plugin PluginFilesOptions': 'all are demanded; the package depends on nothing',
  'data-sources SteadyOptions': 'part of GeneratorOptions and TfDataOptions',
  'engine-onnx RuntimeOptions': 'part of OnnxEngineOptions',
  'lr-finder FullSweepOptions': 'what SweepOptions come to',
  'model-rul BatchNormOptions': 'a layer, in the step',
  'optim-adamw GroupOptions': 'part of AdamWOptions',
};

/** Whether a package's own tests refuse a misspelt option, as those of every package from the generator do. */
const refusesItself = (name: string) =>
  sources(join(root, 'packages', name, 'src'), /\.test\.ts$/).some((path) =>
    readFileSync(path, 'utf8').includes("unknown option '"),
  );

test('whatever is exported with options is in the table, or its package tests it', () => {
  const listed = [...Object.keys(takers), ...Object.keys(others)];
  expect(listed.filter((type) => !exported.includes(type))).toEqual([]);
  const missing = exported.filter((type) => !listed.includes(type));
  expect(missing.filter((type) => !refusesItself(type.split(' ')[0]!))).toEqual([]);
});

describe('an option that there is not is refused', () => {
  test.each(Object.entries(takers))('%s', async (_, calls) => {
    for (const call of calls) {
      await expect((async () => call())(), String(call)).rejects.toMatchObject({
        code: 'CL_OPTION_UNKNOWN',
        message: expect.stringContaining("unknown option 'oops'. Known: "),
      });
    }
  });
});

test.each([
  [() => adamW({ lr: 0.1 } as never), "[adamW] unknown option 'lr'. It is called 'learningRate' here"],
  [() => adamW({ weight_decay: 0 } as never), "[adamW] unknown option 'weight_decay'. Did you mean 'weightDecay'?"],
  [() => gradClip({ maxNorm: 1 } as never), "[gradClip] unknown option 'maxNorm'. It is called 'norm' here"],
  [() => earlyStop({ Patience: 3 } as never), "[earlyStop] unknown option 'Patience'. Did you mean 'patience'?"],
  [() => adamW(0.1 as never), '[adamW] the options are 0.1. Give one object: { learningRate: … }'],
  [() => ema(null as never), '[ema] the options are null. Give one object: { decay: … }'],
])('%s says what is meant', (call, message) => {
  expect(call).toThrow(message);
});
