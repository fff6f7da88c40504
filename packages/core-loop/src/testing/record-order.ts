import type { TrainEvents } from '../contract/events.js';
import { AROUND_HOOKS, type Hooks, SERIES_HOOKS } from '../contract/hooks.js';
import type { Plugin } from '../contract/plugin.js';

const EVENTS: readonly (keyof TrainEvents)[] = [
  'fit:started',
  'epoch:started',
  'batch:ended',
  'step:ended',
  'eval:started',
  'eval:ended',
  'epoch:ended',
  'checkpoint:saved',
  'run:stopping',
  'fit:ended',
];

/** A plugin that writes every hook (`name.hook`) and, with `events`, every event into `into`. */
export function recordOrder(into: string[], name = 'recorder', options: { events?: boolean } = {}): Plugin {
  const hooks: Partial<Hooks> = {
    loss(_step, total) {
      into.push(`${name}.loss`);
      return total;
    },
    gradients(_step, gradients) {
      into.push(`${name}.gradients`);
      return gradients;
    },
    updated: () => void into.push(`${name}.updated`),
  };
  for (const hook of SERIES_HOOKS) hooks[hook] = () => void into.push(`${name}.${hook}`);
  for (const hook of AROUND_HOOKS) {
    hooks[hook] = (async (_run: unknown, next: () => Promise<unknown>) => {
      into.push(`${name}.${hook} {`);
      try {
        return await next();
      } finally {
        into.push(`} ${name}.${hook}`);
      }
    }) as never;
  }
  if (options.events) {
    const { fitStart } = hooks;
    hooks.fitStart = (run) => {
      for (const event of EVENTS) run.events.on(event, () => void into.push(event));
      return fitStart!(run);
    };
  }
  return { name, hooks };
}
