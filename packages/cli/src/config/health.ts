import type { Config } from './config.js';

/** What every output with health states says of a run that was trained on the RUL alone. */
const READ_OFF =
  'no health state was trained (loss rul): the one shown is that which the predicted life falls into, with probability 1';

/** The words that go with the health states of a run; undefined where they were trained. */
export function healthNote({ loss }: Pick<Config, 'loss'>): string | undefined {
  return loss === 'rul' ? READ_OFF : undefined;
}
