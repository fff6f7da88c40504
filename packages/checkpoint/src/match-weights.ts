import { type NamedVariables, sameShape } from '@amnl/core-loop';
import type { Variable } from '@tensorflow/tfjs-core';
import { type Conversions, type Made, plan, sourcesOf } from './convert.js';
import { bytesOf, canBecome } from './dtypes.js';
import { failure } from './errors.js';
import type { FileEntry } from './safetensors-header.js';
import { valueInMessage } from './value-in-message.js';

/**
 * Maps names in a file to names in the model: a function, or a table that may omit names that stay the same. `null` leaves
 * a tensor out.
 */
export type Rename = ((name: string) => string | null) | Readonly<Record<string, string | null>>;

/** What was loaded from a file. Names in the model, except for `unused`. */
export interface LoadReport {
  readonly loaded: readonly string[];
  /** Names in the model that the file lacks; their weights are unchanged. */
  readonly missing: readonly string[];
  /** Names in the file that are not in the model, or that were left out. */
  readonly unused: readonly string[];
  /** Names in the model whose tensor in the file has another shape or dtype, with both; their weights are unchanged. */
  readonly different: Readonly<Record<string, string>>;
}

/** The matches and differences of a file and a model. */
export interface Match {
  readonly pairs: readonly Pair[];
  /** Variables made from several tensors, or from one in another layout. */
  readonly made: readonly Made[];
  readonly missing: readonly string[];
  /** Ignored: left out by name, or PyTorch's count of batches, which is not a weight. */
  readonly leftOut: readonly string[];
  /** In the file only. */
  readonly extra: readonly string[];
  readonly different: ReadonlyMap<string, Different>;
}

/** A tensor with its place in the model. */
interface Pair {
  readonly name: string;
  readonly entry: FileEntry;
  readonly variable: Variable;
}

interface Different {
  readonly why: string;
  /** Its dtype cannot be read. */
  readonly unknown: boolean;
}

/**
 * Compares a file with a model, by names, shapes and dtypes alone.
 * @throws CL_OPTION_INVALID where `rename` gives two tensors one name, or names one that is not in the file; or `convert` one that is
 *   not in the model
 */
export function matchWeights(
  variables: NamedVariables,
  entries: readonly FileEntry[],
  rename: Rename = {},
  convert: Conversions = {},
): Match {
  const { found, leftOut } = renamed(entries, rename);
  const { made, missing } = plan(variables, entries, convert);
  const used = new Set(Object.values(convert).flatMap(sourcesOf));
  const places = new Map(Object.entries(variables).filter(([name]) => !Object.hasOwn(convert, name)));
  const pairs: Pair[] = [];
  const different = new Map<string, Different>();
  for (const [name, variable] of places) {
    const entry = found.get(name);
    if (entry === undefined) continue;
    const why = difference(entry, variable);
    if (why === undefined) pairs.push({ name, entry, variable });
    else different.set(name, { why, unknown: bytesOf(entry.code) === undefined });
  }
  const extra = [...found]
    .filter(([name, entry]) => !places.has(name) && !used.has(entry.name))
    .map(([, entry]) => entry);
  return {
    pairs,
    made,
    missing: [...[...places.keys()].filter((name) => !found.has(name)), ...missing],
    leftOut: [...leftOut.filter((name) => !used.has(name)), ...extra.filter(isBatchCount).map(({ name }) => name)],
    extra: extra.filter((entry) => !isBatchCount(entry)).map(({ name }) => name),
    different,
  };
}

/** The tensors by their names in the model. */
function renamed(entries: Iterable<FileEntry>, rename: Rename) {
  const table = typeof rename === 'function' ? undefined : new Map(Object.entries(rename));
  const rule = typeof rename === 'function' ? rename : (name: string) => (table!.has(name) ? table!.get(name) : name);
  const found = new Map<string, FileEntry>();
  const leftOut: string[] = [];
  for (const entry of entries) {
    const name = rule(entry.name);
    table?.delete(entry.name);
    if (name === null) leftOut.push(entry.name);
    else if (typeof name !== 'string')
      throw badRename(`gives ${valueInMessage(name)} for ${valueInMessage(entry.name)}; give a name or null`);
    else if (!found.has(name)) found.set(name, entry);
    else
      throw badRename(
        `gives ${valueInMessage(found.get(name)!.name)} and ${valueInMessage(entry.name)} one name, ${valueInMessage(name)}`,
      );
  }
  const [typo] = table?.keys() ?? [];
  if (typo !== undefined) throw badRename(`has ${valueInMessage(typo)}, which is not a name in the file`);
  return { found, leftOut };
}

function badRename(what: string) {
  return failure('CL_OPTION_INVALID', `\`rename\` ${what}. Keys are names in the file, values names in the model`);
}

function difference({ code, shape }: FileEntry, { dtype, shape: wanted }: Variable): string | undefined {
  const same = sameShape(shape, wanted);
  if (same && canBecome(code, dtype)) return undefined;
  const transposed = !same && sameShape([...shape].reverse(), wanted) ? ', which looks transposed' : '';
  const unknown = bytesOf(code) === undefined ? ', a dtype that cannot be read' : '';
  return `file ${valueInMessage(code).slice(1, -1)}${valueInMessage(shape)}${transposed}${unknown}, model ${dtype}[${wanted}]`;
}

/** PyTorch's batch normalisation counts its batches. It is not needed here, and no result depends on it. */
function isBatchCount({ name, code, shape }: FileEntry): boolean {
  return /(^|\.)num_batches_tracked$/.test(name) && code === 'I64' && shape.length === 0;
}
