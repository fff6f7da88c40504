import { TrainError } from '../errors/errors.js';
import type { DataSource } from './data.js';
import type { StepEngine } from './engine.js';
import type { TrainableModel } from './model.js';
import type { Optimizer } from './step-context.js';

/** Any object, to be looked at. */
type Parts = Readonly<Record<string, unknown>>;

/** Whether `value` has a method of that name. */
function can(value: unknown, method: string): boolean {
  return typeof (value as Parts | null | undefined)?.[method] === 'function';
}

/** What a value is, in words, for people who gave something else than was wanted: `a promise`, `a tensor`, `an object with a, b`. */
export function whatIs(value: unknown): string {
  if (typeof value === 'function') return `a function${value.name && ` (${value.name})`}`;
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? `'${value}'` : String(value);
  if (can(value, 'then')) return 'a promise';
  if (isTensor(value)) return 'a tensor';
  if (can(value, 'applyGradients')) return 'a TensorFlow.js optimiser';
  if (isLayersModel(value)) return 'a tf.LayersModel';
  if (can(value, 'iterator') && can(value, 'forEachAsync')) return 'a tf.data.Dataset';
  if (Array.isArray(value)) return 'an array';
  const made: unknown = value.constructor;
  const name = typeof made === 'function' && made.name !== 'Object' ? ` of class ${made.name}` : '';
  return `an object${name} with ${Object.keys(value).slice(0, 8).join(', ') || 'nothing in it'}`;
}

/** Whether `value` is a tensor, of whatever copy of TensorFlow.js. */
export function isTensor(value: unknown): boolean {
  return typeof (value as Parts | null | undefined)?.['dataId'] === 'object' && can(value, 'dataSync');
}

function isLayersModel(value: object): boolean {
  return can(value, 'apply') && can(value, 'getWeights') && Array.isArray((value as Parts)['layers']);
}

function refuse(name: string, value: unknown, advice: string, by = 'createTrainer'): never {
  throw new TrainError('CL_OPTION_INVALID', `\`${name}\` is ${whatIs(value)}. ${advice}`, { by });
}

/** Advice for what is a step away: a promise to await, a function to call; undefined where it is not. */
function nearly(value: unknown): string | undefined {
  if (can(value, 'then')) return 'Await it first';
  return typeof value === 'function' ? `Call it, and give what it returns: ${value.name || 'make'}(…)` : undefined;
}

export function checkModel(model: TrainableModel): void {
  const { parameters } = (model ?? {}) as Partial<TrainableModel>;
  if (typeof parameters === 'object' && parameters !== null && can(model, 'forward')) return;
  const layers = typeof model === 'object' && model !== null && isLayersModel(model);
  const advice = layers ? 'Wrap it: fromLayersModel(model)' : nearly(model);
  refuse('model', model, advice ?? 'Give an object with `parameters` and `forward`, or fromLayersModel(model)');
}

export function checkEngine(engine: StepEngine): void {
  if (can(engine, 'prepare')) return;
  refuse('engine', engine, nearly(engine) ?? 'Give what a function such as eagerEngine() or onnxEngine() returns');
}

const OPTIMIZERS = 'Put adamW() of @amnl/optim-adamw, or sgd(), into `plugins`';

export function checkOptimizer(name: string, optimizer: Optimizer, by?: string): void {
  if (can(optimizer, 'update')) return;
  const plugin = can(optimizer, 'provide') && 'It is a plugin: put it into `plugins`';
  refuse(name, optimizer, plugin || `${OPTIMIZERS}, or give an object with \`update\``, by);
}

/** A TensorFlow.js optimiser in the list of plugins. */
export function checkNoOptimizer(entry: unknown): void {
  if (!can(entry, 'applyGradients')) return;
  const advice = 'Its state could be neither named, saved nor skipped';
  throw new TrainError('CL_PLUGIN_INVALID', `a plugin is ${whatIs(entry)}. ${advice}. ${OPTIMIZERS}`);
}

export function checkFunction(name: 'loss' | 'metrics', value: unknown): void {
  if (typeof value === 'function') return;
  const plugin = can(value, 'provide') && 'It is a plugin: put it into `plugins`';
  refuse(name, value, plugin || 'Give a function of (outputs, targets)');
}

/**
 * Throws `CL_OPTION_INVALID` unless `source` is a {@link DataSource}, saying how to make one of what it is.
 * @param name the option, or the argument of `by`
 */
export function checkSource(name: string, source: DataSource, by?: string): void {
  if (can(source, 'batches')) return;
  refuse(name, source, howToFeed(source) ?? 'Give arrayData({ inputs, targets }), or an object with `batches`', by);
}

function howToFeed(source: unknown): string | undefined {
  if (isTensor(source)) {
    return 'Give arrayData({ inputs: { x: { data: await x.data(), shape: x.shape } }, targets: … })';
  }
  if (can(source, 'iterator')) {
    return 'Wrap it in an object with `batches`: docs/from-model-fit.md shows one of ten lines (Data from tf.data)';
  }
  if (Array.isArray(source) || ArrayBuffer.isView(source)) {
    return 'Give arrayData({ inputs: { x: { data: Float32Array.from(numbers), shape: [samples, …] } }, targets: … })';
  }
  return nearly(source);
}
