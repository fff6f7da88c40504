import { TrainError } from '../errors/errors.js';
import { can, isLayersModel, isTensor, whatIs } from '../errors/what-is.js';
import type { DataSource } from './data.js';
import type { StepEngine } from './engine.js';
import type { TrainableModel } from './model.js';
import type { Optimizer } from './step-context.js';

function refuse(name: string, value: unknown, advice: string, by = 'createTrainer'): never {
  throw new TrainError('CL_OPTION_INVALID', `\`${name}\` is ${whatIs(value)}. ${advice}`, { by });
}

/** Advice for a near miss: a promise to await, a function to call; undefined otherwise. */
function nearly(value: unknown): string | undefined {
  if (can(value, 'then')) return 'Await it first';
  return typeof value === 'function' ? `Call it and pass the result: ${value.name || 'make'}(…)` : undefined;
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
  refuse('engine', engine, nearly(engine) ?? 'Pass the result of eagerEngine() or onnxEngine()');
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
  const advice = 'Its state cannot be named, saved or skipped';
  throw new TrainError('CL_PLUGIN_INVALID', `a plugin is ${whatIs(entry)}. ${advice}. ${OPTIMIZERS}`);
}

export function checkFunction(name: 'loss' | 'metrics', value: unknown): void {
  if (typeof value === 'function') return;
  const plugin = can(value, 'provide') && 'It is a plugin: put it into `plugins`';
  refuse(name, value, plugin || 'Give a function of (outputs, targets)');
}

/**
 * Throws `CL_OPTION_INVALID` unless `source` is a {@link DataSource}, with advice on how to make one from it.
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
    return 'Wrap it in an object with `batches`: docs/from-model-fit.md has an example (Data from tf.data)';
  }
  if (Array.isArray(source) || ArrayBuffer.isView(source)) {
    return 'Give arrayData({ inputs: { x: { data: Float32Array.from(numbers), shape: [samples, …] } }, targets: … })';
  }
  return nearly(source);
}
