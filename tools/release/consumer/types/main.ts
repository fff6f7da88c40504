// A strictly typed program with an own plugin, event and token, and what must not compile. It is compiled, never run.
import { amnlLoss } from '@amnl/amnl-loss';
import { checkpoint } from '@amnl/checkpoint';
import { createTrainer, type FitResult, type Plugin, type Run, token } from '@amnl/core-loop';
import { simulateCmapss } from '@amnl/data-cmapss';
import { cacheDirectory } from '@amnl/data-cmapss/node';
import { prepareFleet } from '@amnl/data-fleet';
import { BestToken, type EarlyStopOptions, earlyStop } from '@amnl/early-stop';
import { onnxEngine } from '@amnl/engine-onnx';
import { rulMetrics } from '@amnl/metrics-rul';
import { createRulModel } from '@amnl/model-rul';
import { adamW } from '@amnl/optim-adamw';
import { warmup } from '@amnl/sched-warmup-cosine';

declare module '@amnl/core-loop' {
  interface TrainEvents {
    'count-steps:counted': { readonly count: number };
  }
}
const CounterToken = token<{ count: number }>('consumer/Counter', ['consumer']);

function countSteps(): Plugin {
  const counter = { count: 0 };
  return {
    name: 'count-steps',
    after: ['grad-clip'],
    provide: (bind) => bind(CounterToken, () => counter),
    hooks: { stepEnd: (run) => void run.events.emit('count-steps:counted', { count: ++counter.count }) },
    state: { version: 1, save: () => counter, load: (data) => void Object.assign(counter, data) },
  };
}

const stopping: EarlyStopOptions = { patience: 3 };
const { train, selection } = prepareFleet(simulateCmapss({ subset: 'FD001' }), { stride: 10 });
const trainer = createTrainer({
  model: createRulModel({ hidden: 4, channels: [4], heads: 2, funnel: [8] }),
  data: train,
  evaluation: selection,
  metrics: rulMetrics(),
  plugins: [
    ...[onnxEngine({ threads: 1 }), amnlLoss({ normalizer: 'ema' }), adamW({ learningRate: 0.002 }), countSteps()],
    ...[warmup({ epochs: 1 }), earlyStop(stopping), checkpoint({ dir: cacheDirectory() })],
  ],
  epochs: 3,
});
trainer.events.on('count-steps:counted', ({ count }) => count.toFixed());
export const { history }: FitResult = await trainer.fit();
export const best: number | undefined = trainer.run.get(BestToken).epoch;

export function rejected(run: Run): void {
  // @ts-expect-error a misspelt option
  earlyStop({ patients: 3 });
  // @ts-expect-error undefined is not a value of an optional property
  adamW({ learningRate: undefined });
  // @ts-expect-error an own event with a wrong payload
  run.events.emit('count-steps:counted', { count: 'three' });
  // @ts-expect-error a token carries its type
  run.get(CounterToken) satisfies number;
  // @ts-expect-error nobody but the loop writes progress
  run.progress.epoch = 3;
  // @ts-expect-error a hook in the step is synchronous
  ({ name: 'late', hooks: { loss: async (_step, total) => total } }) satisfies Plugin;
}
