import { z } from 'zod';
import { linesOf, readJson } from './lines.js';
import { count, metricsByName } from './values.js';

/** A line of `steps.jsonl`: a sample of the run within an epoch. */
export const stepLineSchema = z
  .looseObject({
    epoch: count().describe('The epoch under way, counted from 0.'),
    batch: z.int().min(1).describe('Micro-batches finished in this epoch.'),
    batches: z.int().min(1).nullable().describe('Micro-batches of a whole epoch; `null` if that is not known.'),
    step: count().describe('Optimiser steps since the start of the run, skipped ones included.'),
    at: z.number().min(0).describe('When: milliseconds since 1970-01-01T00:00:00Z.'),
    samplesPerSecond: z.number().min(0).describe('Training windows per wall second in this epoch so far.'),
    metrics: metricsByName().describe(
      'By name: what training reported since the previous sample in this epoch (means and sums of that time alone), and ' +
        'current values, e.g. `learningRate`. `null`: the number was not finite.',
    ),
  })
  .meta({
    title: 'A line of steps.jsonl',
    description: 'A sample of a run within an epoch: at most one per second, and some thousand in total.',
  });

/** A sample as `steps.jsonl` has it. */
export type StepLine = z.infer<typeof stepLineSchema>;

const least = { epoch: 0, batch: 1, batches: 1, step: 0, at: 0, samplesPerSecond: 0, metrics: {} } satisfies StepLine;

/** No sample is shorter. In a damaged file there may be millions of such lines, and each attempt to read one has its price. */
const SHORTEST = JSON.stringify(least).length;

/**
 * Reads the text of a `steps.jsonl`: the samples of the run, by ascending step. Lines are appended while it
 * trains, so a kill may leave a torn one: lines that are none are left out. A run that was killed and resumed goes back to
 * its last checkpoint: what the dead process saw beyond that has not happened and is left out, too.
 */
export function parseSteps(text: string): StepLine[] {
  const steps: StepLine[] = [];
  for (const line of linesOf(text)) {
    if (line.length < SHORTEST) continue;
    const read = readJson(line, stepLineSchema);
    if (!read.ok) continue;
    while (steps.length > 0 && steps.at(-1)!.step >= read.value.step) steps.pop();
    steps.push(read.value);
  }
  return steps;
}
