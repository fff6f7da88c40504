import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { TrainError } from '@amnl/core-loop';
import { plainText } from '@amnl/core-loop/plain-text';
import type { Fleet, PreparedData } from '@amnl/data-fleet';
import { z } from 'zod';
import type { NativeLibrary } from '../compute/native/library.js';
import { type Config, configSchema, isFolds } from '../config/config.js';
import { checkTogether } from '../config/resolve-config.js';
import { holdoutInWords, SIMULATED_IN_WORDS, selectionInWords } from '../config/selection.js';
import { packageVersions } from '../files/package-versions.js';
import { MAX_TEXT_BYTES } from '../files/read-text.js';
import { isOwnData, type LoadedData } from '../pipeline/load-data.js';
import { dataFactsShape } from '../schemas/data-facts.js';
import { sizesUnderBothNames } from '../schemas/earlier-names.js';
import { withSettings } from '../schemas/earlier-settings.js';
import { dataShape, recordSchema } from '../schemas/record.js';
import type { RecordedCode } from '../schemas/recorded-code.js';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';
import { needRunFile } from './read-run-file.js';
import { RUN_FILES } from './run-folder.js';
import { settingsChecksum } from './settings-checksum.js';

/** What the record of a run, or of several folds, is made from. */
export interface CommonParts {
  readonly config: Config;
  readonly data: LoadedData;
  /** Code of the user's. */
  readonly code: readonly RecordedCode[];
  /** In use, where the configuration may say `auto`. */
  readonly engine: string;
  readonly backend: string;
  /** Of the backend `tensorflow`. */
  readonly tensorflow?: NativeLibrary | undefined;
  /** When the run was started first, where this is a continuation. */
  readonly started?: string;
}

/** What the record of one run is made from. */
export interface RecordParts extends CommonParts {
  readonly sizes: PreparedData['sizes'];
  readonly parameters: number;
  /** Names of the units held out. */
  readonly heldOut: readonly string[];
  /** Of an ensemble. */
  readonly members?: readonly { readonly seed: number; readonly folder: string }[] | undefined;
}

/** The content of `config.json`: everything needed to repeat a run, and to know what it was. */
export function runRecord(parts: RecordParts) {
  const { parameters, sizes, heldOut, members } = parts;
  const { data, ...about } = aboutOf(parts);
  return {
    format: 'amnl-run',
    ...setUpOf(parts),
    parameters,
    ...(members && { members }),
    ...about,
    data: { ...data, ...namesOf(heldOut), ...sizesUnderBothNames(sizes) },
    ...madeOn(parts),
  };
}

/** A record is read as a whole, and has a greatest length: of far more units than ten thousand there are no names. */
function namesOf(heldOutUnits: readonly string[]) {
  const bytes = Buffer.byteLength(JSON.stringify(heldOutUnits, undefined, 6));
  return heldOutUnits.length > 0 && bytes <= MAX_TEXT_BYTES / 2 ? { heldOutUnits } : undefined;
}

/** The content of `folds.json` before the runs are done. */
export function foldsRecord(parts: CommonParts) {
  return { format: 'amnl-folds', ...setUpOf(parts), ...aboutOf(parts), ...madeOn(parts) };
}

function setUpOf({ config, engine, backend, tensorflow, code }: CommonParts) {
  return {
    version: 1,
    config,
    engine,
    backend,
    ...(tensorflow && { tensorflow }),
    ...(code.length > 0 && { code }),
  };
}

function aboutOf({ config, data }: CommonParts) {
  const holdout = holdoutInWords(config, data.rules, data.train.timeUnit);
  return {
    selection: selectionInWords(config, data.test !== undefined),
    simulated: data.simulated,
    ...(data.simulated && { warning: SIMULATED_IN_WORDS }),
    data: {
      name: data.train.name,
      noun: data.train.noun,
      timeUnit: data.train.timeUnit,
      healthBorders: data.rules.labels.healthBorders,
      ...clockOf(data.test ?? data.train),
      ...columnsOf(data),
      ...rulesOf(data),
      ...(holdout !== undefined && { holdout }),
      source: data.source,
      directory: data.directory ?? null,
      official: data.official,
      checksum: data.checksum,
      files: data.files,
      ...(data.content !== undefined && { content: data.content }),
      ...(data.reading && { reading: data.reading }),
    },
  };
}

function madeOn({ started }: CommonParts) {
  const now = new Date().toISOString();
  return {
    versions: packageVersions(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processors: availableParallelism(),
    started: started ?? now,
    ...(started !== undefined && { resumed: now }),
  };
}

/** Epochs are written in UTC. */
function clockOf({ clock }: Fleet) {
  return clock && { clock: { zone: clock.format === 'iso' ? clock.zone : 'Z', unitMs: clock.unitMs } };
}

/** Of the user's tables: what was read of them. */
export function columnsOf({ columns, train: { channels, settings } }: LoadedData) {
  return columns && { columns: { ...columns, channels: [...channels], settings: [...settings] } };
}

/** What goes with the user's data. */
export function rulesOf({ source, rules: { scaling, cut } }: LoadedData) {
  if (!isOwnData(source)) return undefined;
  return { rules: { ...scaling, ...(cut?.remaining && { cut: cut.remaining }) } };
}

/** What later commands read of `config.json`; what they do not know is left alone, and shown by the report. */
const storedSchema = recordSchema
  .pick({
    version: true,
    simulated: true,
    engine: true,
    backend: true,
    tensorflow: true,
    code: true,
    members: true,
  })
  .extend({
    format: z.enum(['amnl-run', 'amnl-folds']),
    config: configSchema,
    data: z.looseObject({
      ...dataFactsShape,
      checksum: z.string(),
      files: z.record(z.string(), z.string()).optional(),
      source: z.string().optional(),
      reading: recordSchema.shape.data.shape.reading,
      columns: dataShape.columns,
      heldOutUnits: recordSchema.shape.data.shape.heldOutUnits,
      content: dataShape.content,
      rules: dataShape.rules,
    }),
    started: z.string(),
    node: recordSchema.shape.node.exactOptional(),
    platform: recordSchema.shape.platform.exactOptional(),
    processors: recordSchema.shape.processors.exactOptional(),
    selection: recordSchema.shape.selection.exactOptional(),
  });

/** The part of a run's record that later commands need. */
export type StoredRun = z.infer<typeof storedSchema> & {
  /** Checksum of the settings as the file has them, which is that of the weights trained with them. */
  readonly settings: string;
};

/** Reads `config.json` of a run folder; throws `CLI_RUN_INVALID`. */
export async function readRunRecord(folder: string): Promise<StoredRun> {
  return readRecord(join(folder, RUN_FILES.config), await needRunFile(folder, RUN_FILES.config, MAX_TEXT_BYTES));
}

/**
 * The record in a text.
 * @param path of the file that it is from, for messages
 * @param format that it must have: of one run, or of one for each fold
 * @throws CLI_RUN_INVALID
 */
export function readRecord(path: string, text: string, format: StoredRun['format'] = 'amnl-run'): StoredRun {
  const fail = (why: string, cause?: unknown) =>
    cliError('CLI_RUN_INVALID', `${path} ${why}. Give a run folder written by 'amnl train'`, cause);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw fail(`is not JSON (${plainText((error as Error).message, 200)})`, error);
  }
  const parsed = storedSchema.safeParse(withSettings(json));
  if (parsed.success) {
    const { config } = parsed.data;
    if (parsed.data.format !== format || isFolds(config) !== (format === 'amnl-folds')) {
      throw fail(`is not the record of ${format === 'amnl-run' ? 'one run' : 'several folds'}; restore it`);
    }
    const { config: raw } = json as { readonly config: Readonly<Record<string, unknown>> };
    return { ...parsed.data, config: checkStored(parsed.data, fail), settings: settingsChecksum(raw) };
  }
  const { path: where, message } = parsed.error.issues[0]!;
  const place = `'${shortText(where.map(String).join('.'))}'`;
  if (message.endsWith('received undefined')) throw fail(`is not a run record: ${place} is missing; restore it`);
  throw fail(`is not a run record: ${place} is wrong (${plainText(message.replace(/^Invalid \w+: /, ''), 200)})`);
}

/** Settings that fit their ranges may still not fit each other. */
function checkStored(
  { config, data }: z.infer<typeof storedSchema>,
  fail: (why: string, cause: unknown) => Error,
): Config {
  try {
    return checkTogether(config, new Map(), data.source === 'code' ? 'code of your own' : undefined);
  } catch (error) {
    throw fail(`is not a run record: ${(error as TrainError).detail}`, error);
  }
}
