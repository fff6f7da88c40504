import { type NamedVariables, sameShape } from '@amnl/core-loop';
import type { Variable } from '@tensorflow/tfjs-core';
import { type Conversions, type Made, plan, sourcesOf } from './convert.js';
import { bytesOf, canBecome } from './dtypes.js';
import { failure } from './errors.js';
import type { FileEntry } from './safetensors-header.js';
import { shown } from './shown.js';

/**
 * Names of a file as names of the model: a function, or a table in which names that stay need not stand. `null` leaves a
 * tensor out.
 */
export type Rename = ((name: string) => string | null) | Readonly<Record<string, string | null>>;

/** What of a file went where. Names of the model, but for `unused`. */
export interface LoadReport {
  readonly loaded: readonly string[];
  /** Names of the model that the file lacks; their weights stay as they were. */
  readonly missing: readonly string[];
  /** Names of the file that the model has no place for, or that were left out. */
  readonly unused: readonly string[];
  /** Names of the model whose tensor in the file has another shape or dtype, with both; their weights stay as they were. */
  readonly different: Readonly<Record<string, string>>;
}

/** What a file and a model have in common, and what not. */
export interface Fit {
  readonly pairs: readonly Pair[];
  /** What is to be made of several tensors, or of one in another layout. */
  readonly made: readonly Made[];
  readonly missing: readonly string[];
  /** Not wanted: left out by name, or PyTorch's own count of batches, which is no weight. */
  readonly leftOut: readonly string[];
  /** Wanted by nobody. */
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
  /** Its dtype is one that cannot be read. */
  readonly unknown: boolean;
}

/**
 * Holds a file against a model, by names, shapes and dtypes alone.
 * @throws CL_OPTION_INVALID where `rename` gives two tensors one name, or names one that is not in the file; or `convert` one that is
 *   not in the model
 */
export function fit(
  variables: NamedVariables,
  entries: readonly FileEntry[],
  rename: Rename = {},
  convert: Conversions = {},
): Fit {
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
    else if (typeof name !== 'string') throw badRename(`gives ${shown(name)} for ${shown(entry.name)}; a name or null`);
    else if (!found.has(name)) found.set(name, entry);
    else throw badRename(`gives ${shown(found.get(name)!.name)} and ${shown(entry.name)} one name, ${shown(name)}`);
  }
  const [typo] = table?.keys() ?? [];
  if (typo !== undefined) throw badRename(`has ${shown(typo)}, which is no name in the file`);
  return { found, leftOut };
}

function badRename(what: string) {
  return failure('CL_OPTION_INVALID', `\`rename\` ${what}. Names of the file stand left, those of the model right`);
}

function difference({ code, shape }: FileEntry, { dtype, shape: wanted }: Variable): string | undefined {
  const same = sameShape(shape, wanted);
  if (same && canBecome(code, dtype)) return undefined;
  const transposed = !same && sameShape([...shape].reverse(), wanted) ? ', which looks transposed' : '';
  const unknown = bytesOf(code) === undefined ? ', a dtype that cannot be read' : '';
  return `file ${shown(code).slice(1, -1)}${shown(shape)}${transposed}${unknown}, model ${dtype}[${wanted}]`;
}

/** PyTorch's batch normalisation counts its batches. Nothing here does, and nothing that is computed depends on it. */
function isBatchCount({ name, code, shape }: FileEntry): boolean {
  return /(^|\.)num_batches_tracked$/.test(name) && code === 'I64' && shape.length === 0;
}
