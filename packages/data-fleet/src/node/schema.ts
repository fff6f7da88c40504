import { didYouMean } from '@amnl/core-loop';
import { z } from 'zod';
import { fleetError } from '../errors.js';
import type { TableOptions } from '../table/options.js';

const name = z.string().min(1);
const names = z.array(name).min(1).max(10_000);
const files = z.union([name, names]);
const positive = z.number().positive();

const time = z.strictObject({
  column: name,
  format: z.enum(['number', 'iso', 'epoch-seconds', 'epoch-milliseconds']).optional(),
  unit: name.optional(),
});

const failed = z.union([
  name,
  z.literal(true),
  z.strictObject({ file: name, unit: name.optional(), time: name.optional() }),
  z.strictObject({ file: name, unit: name.optional(), remaining: name }),
]);

const missing = z.union([
  z.literal('error'),
  z.strictObject({ fill: z.enum(['forward', 'interpolate']), limit: z.number().int().min(0) }),
]);

const remaining = z
  .tuple([z.number().min(0), positive])
  .refine(([least, most]) => least <= most, 'expected [least, most], least ≤ most');

const options = z.strictObject({
  files,
  name: name.optional(),
  noun: name.optional(),
  unit: name,
  time: z.union([name, time]),
  channels: names.optional(),
  ignore: names.optional(),
  settings: z.array(name).optional(),
  inputs: names.optional(),
  conditions: z.number().int().min(1).max(64).optional(),
  minStd: z.number().min(0).optional(),
  failed: failed.optional(),
  missing: missing.optional(),
  resample: positive.optional(),
  rulCap: positive.optional(),
  healthBorders: z.strictObject({ degrading: positive, critical: z.number().min(0) }).optional(),
  cut: z.strictObject({ remaining }).optional(),
  test: z.union([files, z.strictObject({ files, failed: failed.optional() })]).optional(),
  encoding: name.optional(),
  separator: z.enum([',', ';', '\t']).optional(),
}) satisfies z.ZodType<TableOptions>;

const ofRows = options
  .omit({ files: true, test: true, encoding: true, separator: true })
  .extend({ name, failed: z.union([name, z.literal(true)]).optional() });

const dataset = options.extend({ format: z.literal('amnl-dataset'), version: z.literal(1) });

/** What `dataset.json` holds: how to read a table, versioned. */
export type Dataset = { readonly format: 'amnl-dataset'; readonly version: 1 } & TableOptions;

/** Throws `DF_DATASET_INVALID` for anything but options of a table. @param where for messages */
export function checkOptions(value: unknown, where: string): TableOptions {
  return checked(options, value, where) as TableOptions;
}

/** Throws `DF_DATASET_INVALID` for anything but options of rows in memory. @param where for messages */
export function checkRowsOptions(value: unknown, where: string): z.infer<typeof ofRows> {
  return checked(ofRows, value, where) as z.infer<typeof ofRows>;
}

/** Throws `DF_DATASET_INVALID` for anything but a `dataset.json`. @param where its path */
export function checkDataset(value: unknown, where: string): Dataset {
  return checked(dataset, value, where) as Dataset;
}

function checked(schema: z.ZodObject, value: unknown, where: string): unknown {
  const { success, data, error } = parsed(schema, value, where);
  if (success) return data;
  const issue = error.issues[0]!;
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const advice = path === '' ? didYouMean(key!, Object.keys(schema.shape)) : '';
    throw invalid(where, `unknown key '${path && `${path}.`}${key}'.${advice}`);
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    throw invalid(where, `'${path}' is missing. Add it`);
  }
  throw invalid(where, `${path || 'the value'}: ${issue.code === 'invalid_union' ? hintOf(path) : issue.message}`);
}

/** The library throws for objects that look like texts, as one with a length that is an object. */
function parsed(schema: z.ZodObject, value: unknown, where: string) {
  try {
    return schema.safeParse(value);
  } catch (cause) {
    throw invalid(where, `cannot be read: ${(cause as Error).message}`);
  }
}

/** What the values with several forms may be. */
function hintOf(path: string): string {
  if (path === 'failed' || path === 'test.failed') {
    return `expected the name of a column, true, or { "file": … } with a table of failures`;
  }
  if (path === 'missing') return `expected "error", or { "fill": "forward" or "interpolate", "limit": rows }`;
  if (path === 'time') return `expected the name of a column, or { "column": …, "format": …, "unit": … }`;
  return 'expected a name or a list of names';
}

function invalid(where: string, what: string): Error {
  return fleetError('DF_DATASET_INVALID', `${where}: ${what}`);
}
