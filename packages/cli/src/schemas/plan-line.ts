import { z } from 'zod';
import { askedSchema } from '../config/config.js';
import { count } from './values.js';

/** More runs than anybody trains; a mistyped grid is refused before it fills a disk. */
export const MOST_RUNS = 10_000;

/** Parts of letters, digits and `_+=-.`, none of which begins with a dot: nothing outside the folder of the plan has such a name. */
const FOLDER = /^[\w+=-][\w.+=-]*(\/[\w+=-][\w.+=-]*)*$/;

/** A line of `plan.jsonl`: one run of a plan. */
export const planLineSchema = z
  .looseObject({
    format: z.literal('amnl-plan').describe('Identifies the file.'),
    version: z.literal(1).describe('Version of the file; changes when a field changes its meaning.'),
    index: count()
      .max(MOST_RUNS - 1)
      .describe('Which run it is, from 0: line `index + 1` has it.'),
    runs: z.int().min(1).max(MOST_RUNS).describe('Runs of the whole plan, the same in every line.'),
    folder: z
      .string()
      .regex(FOLDER)
      .max(200)
      .describe('Run folder, seen from the folder of the plan; parts of the path are separated by `/`.'),
    config: z
      .looseObject(askedSchema.shape)
      .describe(
        'Every setting of the run, as `config` in its `config.json`; those that only the data know may be absent.',
      ),
  })
  .meta({
    title: 'plan.jsonl, one line',
    description: 'A run of a plan. `amnl train --plan plan.jsonl --index N` trains it.',
  });

/** A line of `plan.jsonl`. */
export type PlanLine = z.infer<typeof planLineSchema>;
