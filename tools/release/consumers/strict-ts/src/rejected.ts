// What must not compile, each in a line: the types would be worth nothing if these passed.
import { amnlLoss } from '@amnl/amnl-loss';
import { checkpoint } from '@amnl/checkpoint';
import { createTrainer, type Plugin, type Run, TrainError } from '@amnl/core-loop';
import { simulateCmapss } from '@amnl/data-cmapss';
import { earlyStop } from '@amnl/early-stop';
import { ema } from '@amnl/ema';
import { gradClip } from '@amnl/grad-clip';
import { nonFinite } from '@amnl/non-finite';
import { adamW } from '@amnl/optim-adamw';
import { plateau } from '@amnl/sched-plateau';
import { warmupCosine } from '@amnl/sched-warmup-cosine';
import { CounterToken } from './count-steps.js';

export function rejected(run: Run): void {
  // @ts-expect-error no such normaliser
  amnlLoss({ normalizer: 'median' });
  // @ts-expect-error a checkpoint needs a folder
  checkpoint({ monitor: 'val_loss' });
  // @ts-expect-error a trainer needs a model
  createTrainer({ epochs: 1 });
  // @ts-expect-error no such subset
  simulateCmapss({ subset: 'FD005' });
  // @ts-expect-error a misspelt option
  earlyStop({ patients: 3 });
  // @ts-expect-error a number, not a text
  ema({ decay: '0.9' });
  // @ts-expect-error one way of clipping at a time has a name
  gradClip({ globalNorm: 1 });
  // @ts-expect-error no such policy
  nonFinite({ policy: 'ignore' });
  // @ts-expect-error undefined is not a value of an optional property
  adamW({ learningRate: undefined });
  // @ts-expect-error no such mode
  plateau({ mode: 'lowest' });
  // @ts-expect-error a warm-up is an object
  warmupCosine({ warmup: 5 });
  // @ts-expect-error an own event with a wrong payload
  run.events.emit('count-steps:counted', { count: 'three' });
  // @ts-expect-error an event that nobody declared
  run.events.on('count-steps:lost', () => {});
  // @ts-expect-error a token carries its type
  run.get(CounterToken) satisfies number;
  // @ts-expect-error nobody but the loop writes progress
  run.progress.epoch = 3;
  // @ts-expect-error an index may miss
  run.history[0].metrics satisfies object;
  // @ts-expect-error a hook in the step is synchronous
  ({ name: 'late', hooks: { loss: async (_step, total) => total } }) satisfies Plugin;
  // @ts-expect-error a code is a text
  new TrainError(3, 'three');
}
