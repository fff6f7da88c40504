// Checked by `tsc`: what must compile, and (after each `@ts-expect-error`) what must not.
import type { Bind, Get, Metrics, Plugin, Run, Token, TrainEmitter } from './index.js';
import { knownOptions, token } from './index.js';

declare const events: TrainEmitter;
declare const bind: Bind;
declare const get: Get;
declare const run: Run;
const Rate: Token<number> = token('test/Rate');

declare module './contract/events.js' {
  interface TrainEvents {
    'test:happened': { readonly twice: boolean };
  }
}

// Events: payloads are typed, also a plugin's own; nothing is `any`.
events.on('epoch:ended', ({ metrics }) => metrics satisfies Metrics);
events.emit('test:happened', { twice: true });
events.on('epoch:ended', (event) => {
  // @ts-expect-error no such field, so the payload is not `any`
  event.metric;
});
// @ts-expect-error wrong payload
events.emit('test:happened', { twice: 1 });
// @ts-expect-error unknown event
events.on('epoch:end', () => {});

// Tokens carry their type.
bind(Rate, () => 1);
get(Rate) satisfies number;
// @ts-expect-error a string for a number
bind(Rate, () => 'fast');
// @ts-expect-error a number is no string
get(Rate) satisfies string;

// Hooks: series ones may be async, those in the step may not; names are known.
const fine: Plugin = { name: 'fine', hooks: { async epochEnd() {}, stepEnd() {}, loss: (_step, total) => total } };
const late: Plugin = {
  name: 'late',
  hooks: {
    // @ts-expect-error the step is synchronous
    async loss(_step, total) {
      return total;
    },
  },
};
// The names of options are exactly the keys of their type.
declare const options: { readonly one?: number; readonly two?: string };
knownOptions('test', options, ['one', 'two']);
// @ts-expect-error one is left out
knownOptions('test', options, ['one']);
// @ts-expect-error and here there is one too many
knownOptions('test', options, ['one', 'two', 'three']);

// @ts-expect-error a misspelt hook
const typo: Plugin = { name: 'typo', hooks: { epochend() {} } };
// @ts-expect-error nobody but the loop writes progress
run.progress.epoch = 3;

export type Checked = [typeof fine, typeof late, typeof typo];
