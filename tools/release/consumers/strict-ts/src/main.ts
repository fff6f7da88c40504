import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AmnlOptions, amnlLoss } from '@amnl/amnl-loss';
import { type CheckpointOptions, checkpoint, readCheckpoint } from '@amnl/checkpoint';
import { createTrainer, type FitResult, type Plugin, TrainError, type TrainEvents } from '@amnl/core-loop';
import { type PrepareOptions, prepareCmapss, simulateCmapss } from '@amnl/data-cmapss';
import { cacheDirectory } from '@amnl/data-cmapss/node';
import { BestToken, type EarlyStopOptions, earlyStop } from '@amnl/early-stop';
import { type EmaOptions, ema } from '@amnl/ema';
import { type OnnxEngineOptions, onnxEngine } from '@amnl/engine-onnx';
import { type GradClipOptions, gradClip } from '@amnl/grad-clip';
import { type LossScaleOptions, lossScale } from '@amnl/loss-scale';
import { rulMetrics } from '@amnl/metrics-rul';
import { createRulModel, type RulModelOptions } from '@amnl/model-rul';
import { type NonFiniteOptions, nonFinite } from '@amnl/non-finite';
import { type AdamWOptions, adamW, weightDecaySteps } from '@amnl/optim-adamw';
import { type ProgressOptions, progress } from '@amnl/progress';
import { type ReportOptions, report } from '@amnl/report';
import { type PlateauOptions, plateau } from '@amnl/sched-plateau';
import { type WarmupOptions, warmup } from '@amnl/sched-warmup-cosine';
import { type TensorBoardOptions, tensorBoard } from '@amnl/tensorboard';
import '@tensorflow/tfjs';
import { counted, countSteps } from './count-steps.js';

const dir = mkdtempSync(join(tmpdir(), 'strict-ts-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
const options = {
  loss: { normalizer: 'ema' } satisfies AmnlOptions,
  adamW: { learningRate: 0.002 } satisfies AdamWOptions,
  warmup: { epochs: 1 } satisfies WarmupOptions,
  plateau: { startEpoch: 1, patience: 2 } satisfies PlateauOptions,
  scale: { initial: 1024 } satisfies LossScaleOptions,
  nonFinite: { policy: 'skip' } satisfies NonFiniteOptions,
  clip: { norm: 1 } satisfies GradClipOptions,
  ema: { decay: 0.9 } satisfies EmaOptions,
  earlyStop: { patience: 3 } satisfies EarlyStopOptions,
  checkpoint: { dir: join(dir, 'checkpoints') } satisfies CheckpointOptions,
  report: { file: join(dir, 'report.html') } satisfies ReportOptions,
  tensorBoard: { dir: join(dir, 'tensorboard') } satisfies TensorBoardOptions,
  progress: { stream: { write: () => true } } satisfies ProgressOptions,
  prepare: { stride: 10 } satisfies PrepareOptions,
  model: { hidden: 4, channels: [4], heads: 2, funnel: [8] } satisfies RulModelOptions,
  engine: { threads: 1 } satisfies OnnxEngineOptions,
};

const { train, selection } = prepareCmapss(
  simulateCmapss({ subset: 'FD001', trainEngines: 6, testEngines: 4 }),
  options.prepare,
);
const plugins: readonly Plugin[] = [
  progress(options.progress),
  onnxEngine(options.engine),
  amnlLoss(options.loss),
  adamW(options.adamW),
  weightDecaySteps(),
  warmup(options.warmup),
  plateau(options.plateau),
  lossScale(options.scale),
  nonFinite(options.nonFinite),
  gradClip(options.clip),
  countSteps({ limit: 1000 }),
  ema(options.ema),
  earlyStop(options.earlyStop),
  checkpoint(options.checkpoint),
  tensorBoard(options.tensorBoard),
  report(options.report),
];
const trainer = createTrainer({
  model: createRulModel(options.model),
  data: train,
  evaluation: selection,
  metrics: rulMetrics(),
  plugins,
  epochs: 3,
});

const heard: TrainEvents['count-steps:counted'][] = [];
trainer.events.on('count-steps:counted', (event) => heard.push(event));
const { history, reason }: FitResult = await trainer.fit();

const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};
must(history.length === 3, `3 epochs, not ${history.length}: ${reason.because}`);
must(heard.at(-1)?.count === counted(trainer.run.get), 'the own event and the own token agree');
must(trainer.run.get(BestToken).epoch !== undefined, 'a best epoch');
must(Number.isFinite(history.at(-1)?.metrics['RMSE_last_cycle']), 'a finite RMSE');
must((await readCheckpoint(join(dir, 'checkpoints', 'best.safetensors'))).epochs >= 1, 'a checkpoint');
must(cacheDirectory().length > 0, 'a cache folder');
must(new TrainError('CL_OPTION_INVALID', 'x') instanceof Error, 'an error');
trainer.dispose();
console.log(`${plugins.length} plugins, ${heard.length} steps, RMSE ${history.at(-1)?.metrics['RMSE_last_cycle']}`);
