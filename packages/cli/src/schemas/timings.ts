import { z } from 'zod';
import { cliError } from '../terminal/errors.js';
import { readJson } from './lines.js';
import { count, seconds } from './values.js';

const timing = (what: string) =>
  z
    .looseObject({
      seconds: seconds().describe('Wall seconds.'),
      calls: count().describe('Number of times.'),
    })
    .describe(what);

/** Where the time of a run's training went: `timings.json`, and a part of `metrics.json`. */
export const timingsSchema = z
  .looseObject({
    seconds: seconds().describe('Total of training, all sessions if it was interrupted. The parts add up to it.'),
    data: timing('Waiting for training batches; `calls`: batches.'),
    step: timing('Training steps, with the hooks in them; `calls`: micro-batches, and the steps of short groups.'),
    evaluation: timing('Evaluations after epochs.'),
    saving: timing('Saving at the end of epochs; what is saved within an epoch is a hook of `checkpoint`.'),
    hooks: z
      .record(z.string(), timing('Hooks of one plugin between steps.'))
      .describe('By plugin: hooks between steps, and those around evaluation and saving.'),
    rest: seconds().describe('The loop itself, listeners such as the display, reading what was reported.'),
  })
  .describe('Where the time of training went; no figure of another run of the same settings equals these.');

/** Where the time went, as the files have it. */
export type RunTimings = z.infer<typeof timingsSchema>;

/** Far more than a run with hundreds of plugins needs. */
export const MAX_TIMINGS = 1 << 18;

/**
 * Reads the text of a `timings.json`.
 * @param from where the text is from, for messages
 * @throws CLI_RUN_INVALID
 */
export function parseTimings(text: string, from: string): RunTimings {
  const read = readJson(text, timingsSchema, MAX_TIMINGS);
  if (read.ok) return read.value;
  throw cliError('CLI_RUN_INVALID', `${from} ${read.why()}. Restore the file, or remove it: it contains only times`);
}
