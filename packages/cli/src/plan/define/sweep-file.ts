import { z } from 'zod';
import { readText } from '../../files/read-text.js';
import { readJson } from '../../schemas/lines.js';
import { MOST_RUNS } from '../../schemas/plan-line.js';
import { cliError } from '../../terminal/errors.js';
import { reasonOf } from '../../terminal/system-reason.js';
import { METHODS } from './sample.js';

const setting = z.string().min(1);
const values = z.array(z.unknown()).min(1).max(MOST_RUNS);

/** What a plan is made of, as a JSON file says it: the flags of `amnl sweep define` under their names. */
const sweepFileSchema = z.strictObject({
  settings: z.record(setting, z.unknown()).exactOptional(),
  grid: z.record(setting, values).exactOptional(),
  vary: z
    .record(
      setting,
      z.strictObject({ from: z.number(), to: z.number(), scale: z.enum(['linear', 'log']).exactOptional() }),
    )
    .exactOptional(),
  points: z.int().min(1).exactOptional(),
  method: z.enum(METHODS).exactOptional(),
  draw: z.int().min(0).exactOptional(),
  subsets: values.exactOptional(),
  folds: z.int().min(2).exactOptional(),
  seeds: z.array(z.int().min(0)).min(1).max(MOST_RUNS).exactOptional(),
});

/** A definition as a file has it. */
export type SweepFile = z.infer<typeof sweepFileSchema>;

/** Reads what a plan is made of, strictly. @throws CLI_PLAN_INVALID */
export async function readSweepFile(path: string): Promise<SweepFile> {
  const text = await readText(path).catch((error: unknown) => {
    throw cliError('CLI_PLAN_INVALID', `cannot read ${path}: ${reasonOf(error)}. Give a JSON file`, error);
  });
  const read = readJson(text, sweepFileSchema);
  if (read.ok) return read.value;
  throw cliError('CLI_PLAN_INVALID', `${path} ${read.why()}. Fix the file; docs/sweeps.md says what it may have`);
}
