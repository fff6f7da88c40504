import { didYouMean, type InputType, type LayersModelLike, type TrainableModel, whatIs } from '@amnl/core-loop';
import { engineError } from '../errors/errors.js';
import { type ExportableModel, isLayersModel } from '../trace/given-model.js';

/** An input of a model to be exported. */
export interface ExportInput extends Partial<InputType> {
  /**
   * Numbers of one sample or more, row-major, that the exported model is checked with: where not any numbers will do, as for indices.
   * @default random numbers; 0 and 1 for int32 and bool
   */
  readonly example?: ArrayLike<number>;
}

/** One sample of an input. */
export interface SampleType {
  readonly type: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly example: ArrayLike<number> | undefined;
}

type Given = Readonly<Record<string, ExportInput>> | readonly string[] | undefined;

/**
 * The inputs: what the model says of them, and what is given instead.
 * @param given types by name; for a model of `tf.layers` in the order of its inputs, or their names alone
 * @throws EO_EXPORT_INPUT
 */
export function inputTypes(model: ExportableModel, given: Given): Record<string, SampleType> {
  const types = isNames(given) ? Object.fromEntries(given.map((name) => [name, {}])) : given;
  const all = isLayersModel(model) ? ofLayers(model, types) : ofNames(model.inputs, types);
  if (Object.keys(all).length === 0) {
    throw engineError(
      'EO_EXPORT_INPUT',
      "the model does not describe its inputs. Give their types, with null for the batch: exportOnnx(model, { inputs: { x: { shape: [null, 30, 17], dtype: 'float32' } } })",
    );
  }
  return Object.fromEntries(Object.entries(all).map(([name, type]) => [name, sample(name, type)]));
}

/** Names of the outputs of a model of `tf.layers`: given ones, or `y`, or `y0`, `y1`, … */
export function outputNames({ outputs }: LayersModelLike, given: readonly string[] | undefined): readonly string[] {
  return given === undefined ? defaultNames('y', outputs.length) : counted('outputs', given, outputs.length);
}

function ofLayers({ inputs }: LayersModelLike, given: Exclude<Given, readonly string[]>): Record<string, ExportInput> {
  const names = given ? counted('inputs', Object.keys(given), inputs.length) : defaultNames('x', inputs.length);
  return Object.fromEntries(
    inputs.map(({ shape, dtype }, i) => [names[i]!, { shape, dtype: dtype ?? 'float32', ...given?.[names[i]!] }]),
  );
}

function ofNames(
  own: TrainableModel['inputs'],
  given: Exclude<Given, readonly string[]> = {},
): Record<string, ExportInput> {
  if (own === undefined) return given;
  const known = Object.keys(own);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const which = `the model has no input '${name}'; it has: ${known.join(', ')}.`;
    throw engineError('EO_EXPORT_INPUT', `${which}${didYouMean(name, known)}`);
  }
  return Object.fromEntries(known.map((name) => [name, { ...own[name], ...given[name] }]));
}

function sample(name: string, { shape, dtype = 'float32', example }: ExportInput): SampleType {
  const fail = (what: string): never => {
    throw engineError('EO_EXPORT_INPUT', `the input '${name}' ${what}`);
  };
  if (!Array.isArray(shape) || shape.length === 0) {
    return fail(`has no shape. Give it in \`inputs\`, null being the batch: { ${name}: { shape: [null, 30, 17] } }`);
  }
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    return fail(`is of the type ${dtype}. An exported model takes float32, int32 and bool: convert it first`);
  }
  const sizes = shape.slice(1) as (number | null)[];
  const open = sizes.indexOf(null);
  if (open >= 0) {
    return fail(
      `is open along axis ${open + 1}: [${shape.map((size) => size ?? 'null').join(', ')}]. Only the batch may be: give the size to run the model with in \`inputs\``,
    );
  }
  const size = sizes.reduce<number>((product, n) => product * n!, 1);
  if (!sizes.every((n) => Number.isInteger(n) && n! >= 1))
    return fail(`has the shape [${shape}]. Give whole numbers ≥ 1`);
  if (example !== undefined && !isNumbers(example)) {
    return fail(`has ${whatIs(example)} as its example. Give numbers, row-major: [0, 1, 2], or await tensor.data()`);
  }
  if (example !== undefined && (example.length === 0 || example.length % size !== 0)) {
    return fail(`has an example of ${example.length} numbers; samples have ${size} each. Give whole samples`);
  }
  return { type: dtype, shape: sizes as number[], example };
}

function isNumbers(example: unknown): boolean {
  const list = Array.isArray(example) || ArrayBuffer.isView(example) ? (example as ArrayLike<unknown>) : undefined;
  return list?.length !== undefined && Array.from(list).every((number) => typeof number === 'number');
}

function isNames(given: Given): given is readonly string[] {
  return Array.isArray(given);
}

function defaultNames(letter: string, count: number): readonly string[] {
  return count === 1 ? [letter] : Array.from({ length: count }, (_, i) => letter + i);
}

function counted(what: string, names: readonly string[], count: number): readonly string[] {
  if (names.length === count && new Set(names).size === count) return names;
  throw engineError(
    'EO_EXPORT_INPUT',
    `\`${what}\` has the names ${names.join(', ') || '(none)'}, and the model has ${count} ${what}. Name each one, in the model's order`,
  );
}
