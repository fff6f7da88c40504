import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { MAX_TEXT_BYTES, readText } from '../files/read-text.js';
import { writeJson } from '../files/write-file.js';
import { readJson } from '../schemas/lines.js';
import type { PlannedRun } from './plan.js';

const failureSchema = z.looseObject({
  format: z.literal('amnl-failure'),
  version: z.literal(1),
  code: z.string().nullable(),
  message: z.string(),
});

/** Why the last try to train a run ended. */
export interface Failure {
  /** Of the error; `null`: a bug. */
  readonly code: string | null;
  readonly message: string;
}

/** It lies next to the run folder: a run that fails before anything was saved leaves none. */
const fileOf = ({ folder }: PlannedRun) => `${folder}.failed.json`;

/** Keeps why a run of a plan failed, for those that look at the plan later. */
export async function keepFailure(run: PlannedRun, { code, message }: Failure): Promise<void> {
  await writeJson(fileOf(run), { format: 'amnl-failure', version: 1, code, message });
}

/** A run that begins or resumes has not failed. */
export async function forgetFailure(run: PlannedRun): Promise<void> {
  await rm(fileOf(run), { force: true });
}

/** What {@link keepFailure} has kept; a file that is damaged says at least that the run failed. */
export async function failureOf(run: PlannedRun): Promise<Failure | undefined> {
  const text = await readText(fileOf(run), MAX_TEXT_BYTES).catch(() => undefined);
  if (text === undefined) return undefined;
  const read = readJson(text, failureSchema);
  return read.ok ? read.value : { code: null, message: 'nobody knows why: the file that says so is damaged' };
}
