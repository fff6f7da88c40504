import type { Batch, HostInput } from '@amnl/core-loop';
import { failure } from './errors.js';

/** As much of a `tf.Tensor` as is used. The class is not checked: there may be two copies of TensorFlow.js. */
interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  data(): Promise<unknown>;
  dispose(): void;
}

/** Names for unnamed tensors of a dataset. */
export interface TensorNames {
  readonly inputs: readonly string[] | undefined;
  readonly targets: readonly string[] | undefined;
}

const BY = 'fromTfData';

/**
 * An element of a batched dataset as a batch on the host: `{ xs, ys }`, each a tensor, a list of tensors or an object of them. All
 * tensors in it are disposed, even on an error.
 * @param place for messages
 * @throws DS_SOURCE_INVALID
 */
export async function batchOf(element: unknown, names: TensorNames, place: string): Promise<Omit<Batch, 'size'>> {
  try {
    const { xs, ys } = isObject(element) && !isTensor(element) ? element : {};
    if (xs === undefined) {
      throw invalid(`${place} is ${shown(element)}. Map the dataset to { xs, ys }, and batch it`);
    }
    const inputs = named(xs, names.inputs, 'x', (what) => `${place} has ${what}; \`inputs\``);
    const targets = named(ys, names.targets, 'y', (what) => `${place} has ${what}; \`targets\``);
    return { inputs: await host(inputs, place), targets: await host(targets, place) };
  } finally {
    for (const tensor of tensorsIn(element)) tensor.dispose();
  }
}

/** Unnamed tensors get the names of `fromLayersModel`: `x`, or `x0`, `x1`, … */
function named(
  given: unknown,
  names: readonly string[] | undefined,
  base: 'x' | 'y',
  found: (what: string) => string,
): [string, unknown][] {
  if (given === undefined) return [];
  if (isObject(given) && !isTensor(given) && !Array.isArray(given)) return Object.entries(given);
  const list: unknown[] = Array.isArray(given) ? given : [given];
  const chosen = names ?? (list.length === 1 ? [base] : list.map((_, i) => `${base}${i}`));
  if (list.length === chosen.length) return list.map((tensor, i) => [chosen[i]!, tensor]);
  throw invalid(
    `${found(`${list.length} tensors without a name`)} has ${chosen.length} names. Give a name for each tensor`,
  );
}

async function host(tensors: readonly [string, unknown][], place: string): Promise<Record<string, HostInput>> {
  const read: Record<string, HostInput> = {};
  for (const [name, tensor] of tensors) {
    const advice = 'Give float32, int32 or bool tensors: call .batch(size) on the dataset';
    if (!isTensor(tensor)) throw invalid(`'${name}' of ${place} is ${shown(tensor)}. ${advice}`);
    const { dtype, shape } = tensor;
    if (!['float32', 'int32', 'bool'].includes(dtype)) {
      throw invalid(`'${name}' of ${place} has the dtype ${dtype}. ${advice}`);
    }
    if (shape.length === 0) throw invalid(`'${name}' of ${place} is a single number. ${advice}`);
    read[name] = { data: (await tensor.data()) as Float32Array | Int32Array, shape: [...shape] };
  }
  return read;
}

/** Every tensor in an element, however deep; each once. */
function tensorsIn(element: unknown, found = new Set<TensorLike>()): ReadonlySet<TensorLike> {
  if (isTensor(element)) found.add(element);
  else if (isObject(element) && !ArrayBuffer.isView(element)) {
    for (const part of Object.values(element)) tensorsIn(part, found);
  }
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isTensor(value: unknown): value is TensorLike {
  return isObject(value) && 'dataId' in value && typeof value['dispose'] === 'function';
}

function shown(value: unknown): string {
  if (isTensor(value)) return `a tensor of shape [${value.shape}]`;
  if (isObject(value)) return Array.isArray(value) ? 'a list' : `an object with ${Object.keys(value).join(', ')}`;
  return String(value);
}

function invalid(message: string) {
  return failure('DS_SOURCE_INVALID', BY, message);
}
