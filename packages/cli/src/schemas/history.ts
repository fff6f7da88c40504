import { z } from 'zod';
import { SELECTIONS } from '../config/config-values.js';
import { cliError } from '../terminal/errors.js';
import { underTodaysNames } from './earlier-names.js';
import { linesOf, readJson } from './lines.js';
import { count, metricsByName, seconds, throughput } from './values.js';

/** A line of `history.jsonl`: one epoch. */
export const historyLineSchema = z
  .looseObject({
    epoch: count().describe('The epoch, counted from 0: line n of the file, counted from 1, has epoch n − 1.'),
    selection: z
      .enum(SELECTIONS)
      .describe('The units that the epoch was evaluated on: the test units, or held-out training units.'),
    simulated: z.boolean().describe('Whether the fleet was simulated; the figures then mean nothing for real units.'),
    metrics: metricsByName().describe(
      'Figures of the epoch by name: means, sums or last values of what training reported, and the evaluation after it. ' +
        'Bit-equal when the run is repeated. `null`: the number was not finite.',
    ),
    seconds: seconds().describe(
      'Wall seconds of training in the epoch, without evaluation and saving; after an interruption, those since.',
    ),
    samplesPerSecond: throughput().describe('Training windows per wall second.'),
  })
  .meta({
    title: 'A line of history.jsonl',
    description: 'One epoch of a run. The file has one line per epoch, without gaps.',
  });

/** An epoch as `history.jsonl` has it. */
export type HistoryLine = z.infer<typeof historyLineSchema>;

/**
 * Reads the text of a `history.jsonl`. It is written whole or not at all, so anything unexpected in it is an error.
 * @param from where the text is from, for messages
 * @throws CLI_RUN_INVALID with the number of the line
 */
export function parseHistory(text: string, from: string): HistoryLine[] {
  const history: HistoryLine[] = [];
  for (const line of linesOf(text)) {
    const refuse = (why: string) => {
      return cliError('CLI_RUN_INVALID', `line ${history.length + 1} of ${from} ${why}. Restore the file`);
    };
    const read = readJson(line, historyLineSchema);
    if (!read.ok) throw refuse(read.why());
    if (read.value.epoch !== history.length) {
      throw refuse(`is epoch ${read.value.epoch}; expected ${history.length}, one line per epoch from 0`);
    }
    history.push({ ...read.value, metrics: underTodaysNames(read.value.metrics) });
  }
  return history;
}
