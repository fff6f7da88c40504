import { join } from 'node:path';
import { z } from 'zod';
import { MAX_TABLE_BYTES } from '../files/read-text.js';
import { writeJson } from '../files/write-file.js';
import { readRunFile } from '../run-folder/read-run-file.js';
import { PLAN_FILES } from '../run-folder/run-folder.js';
import { readJson } from '../schemas/lines.js';
import { cliError } from '../terminal/errors.js';
import type { Plan } from './plan.js';

const count = z.int().min(0);
const halvingSchema = z.looseObject({
  format: z.literal('amnl-halving'),
  version: z.literal(1),
  /** Each time that runs were compared: after how many epochs, and which were left out. */
  rungs: z.array(z.looseObject({ epochs: count, kept: z.array(count), left: z.array(count) })),
});

/** What successive halving has decided, time by time. */
export type Rungs = z.infer<typeof halvingSchema>['rungs'];

/** Epochs after which runs were left out, by their index. */
export type LeftOut = ReadonlyMap<number, number>;

/** Keeps what was decided, once the runs that are left are all there is to train. */
export async function writeHalving({ folder }: Plan, rungs: Rungs): Promise<void> {
  await writeJson(join(folder, PLAN_FILES.halving), { format: 'amnl-halving', version: 1, rungs });
}

/** The runs that were left out; none where no halving has come to its end. @throws CLI_RUN_INVALID */
export async function leftOutOf({ folder }: Plan): Promise<LeftOut> {
  const text = await readRunFile(folder, PLAN_FILES.halving, MAX_TABLE_BYTES);
  if (text === undefined) return new Map();
  const read = readJson(text, halvingSchema, MAX_TABLE_BYTES);
  if (read.ok)
    return new Map(read.value.rungs.flatMap(({ epochs, left }) => left.map((index) => [index, epochs] as const)));
  throw cliError(
    'CLI_RUN_INVALID',
    `${join(folder, PLAN_FILES.halving)} ${read.why()}. Run the sweep with --halving again`,
  );
}
