// A plugin of one's own: a token, an event, state, a hook in the step.
import { type Get, type Plugin, type Token, token } from '@amnl/core-loop';
import { add, type Scalar } from '@tensorflow/tfjs-core';

export interface Counter {
  readonly count: number;
}
export const CounterToken: Token<Counter> = token('strict-ts/Counter', ['strict-ts']);

declare module '@amnl/core-loop' {
  interface TrainEvents {
    'count-steps:counted': { readonly count: number };
  }
}

export interface CountStepsOptions {
  /** Stops the run at this many steps. @default never */
  readonly limit?: number;
}

export function countSteps({ limit = Number.POSITIVE_INFINITY }: CountStepsOptions = {}): Plugin {
  const counter = { count: 0 };
  return {
    name: 'count-steps',
    after: ['grad-clip'],
    provide: (bind) => bind(CounterToken, () => counter),
    hooks: {
      gradients(step, gradients) {
        const updates = step.variable('count-steps/updates', 0);
        step.assign(updates, add(updates, 1));
        step.report('updates', updates as Scalar, { reduce: 'last' });
        return gradients;
      },
      stepEnd(run) {
        counter.count += 1;
        run.events.emit('count-steps:counted', { count: counter.count });
        if (counter.count >= limit) run.stop('enough steps', { when: 'step' });
      },
    },
    state: {
      version: 1,
      save: () => ({ count: counter.count }),
      load: (data) => void (counter.count = (data as Counter).count),
    },
  };
}

export const counted = (get: Get): number => get(CounterToken).count;
