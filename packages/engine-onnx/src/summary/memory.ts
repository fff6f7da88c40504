import type { TrainableModel } from '@amnl/core-loop';
import type { Node, Value } from '../graph/graph.js';
import type { Plan } from '../program/plan.js';

/** Bytes that a compiled step holds. */
export interface StepMemory {
  /** Parameters and buffers of the model. */
  readonly weights: number;
  /** What else lasts from step to step: moments, averages, sums. */
  readonly state: number;
  /** New values, kept next to the old ones until the step is over. */
  readonly updates: number;
  /** One batch, and the random numbers of a step. */
  readonly inputs: number;
  /** One gradient for every parameter. */
  readonly gradients: number;
  /** The most that is alive at once of everything else the step computes. */
  readonly activations: number;
  readonly total: number;
}

/** Bytes of a step as it is compiled. @param gradients the parameters' gradients */
export function memoryOf(plan: Plan, model: TrainableModel, gradients: readonly Value[]): StepMemory {
  const own = new Set([...Object.values(model.parameters), ...Object.values(model.buffers ?? {})]);
  const before = (of: Plan['uses']) => sum(of.map((use) => use.before));
  const held = {
    weights: before(plan.uses.filter(({ variable }) => own.has(variable))),
    state: before(plan.uses.filter(({ variable }) => !own.has(variable))),
    updates: sum(plan.uses.flatMap(({ result }) => result ?? [])),
    inputs: sum([...plan.named.map(([, value]) => value), ...plan.random.map(({ value }) => value)]),
    gradients: sum(gradients),
    activations: peakOf(plan, new Set([...plan.leaving, ...gradients])),
  };
  return { ...held, total: Object.values(held).reduce((total, bytes) => total + bytes, 0) };
}

/** Operations whose result is their input, seen otherwise. */
const VIEWS: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Identity']);

/**
 * The most bytes that are alive at once: a value from the node that makes it to the last one that reads it. A view holds what it is a
 * view of.
 * @param counted what is counted elsewhere
 */
export function peakOf({ nodes }: Pick<Plan, 'nodes'>, counted: ReadonlySet<Value>): number {
  const last = new Map<Value, number>();
  nodes.forEach(({ inputs }, place) => {
    for (const input of inputs) last.set(rootOf(input), place);
  });
  const ending = new Map<number, Value[]>();
  const made = (node: Node) => (VIEWS.has(node.op) ? [] : node.outputs.filter((output) => !counted.has(output)));
  let [alive, peak] = [0, 0];
  nodes.forEach((node, place) => {
    for (const output of made(node)) {
      alive += bytesOf(output);
      const until = last.get(output) ?? place;
      ending.set(until, [...(ending.get(until) ?? []), output]);
    }
    peak = Math.max(peak, alive);
    alive -= sum(ending.get(place) ?? []);
  });
  return peak;
}

function rootOf(value: Value): Value {
  const { node } = value;
  return node !== undefined && VIEWS.has(node.op) ? rootOf(node.inputs[0]!) : value;
}

const WIDTHS = { float32: 4, int32: 4, bool: 1, int64: 8 } as const;

function bytesOf({ type, shape }: Value): number {
  return shape.reduce((product, length) => product * length, WIDTHS[type]);
}

function sum(values: readonly Value[]): number {
  return values.reduce((total, value) => total + bytesOf(value), 0);
}
