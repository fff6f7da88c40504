import type { LayersModelLike, TrainableModel } from '@amnl/core-loop';
import type { Variable } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/graph.js';
import type { KernelUse } from '../kernels/kernel.js';
import { planOf } from '../program/plan.js';
import type { Trace } from '../trace/trace.js';
import { flopsOf } from './flops.js';

/** One layer, or the parameters of one scope, with what it computes. */
export interface LayerSummary {
  /** What the names of its parameters begin with: `'0.Dense'` for a layer of TensorFlow.js, `'conv1'` for `'conv1/kernel'`. */
  readonly name: string;
  /** Of what a layer makes, the batch first, several where it has several outputs; of what a scope computes last. */
  readonly shapes: readonly (readonly number[])[];
  /** Numbers that the optimiser changes. */
  readonly trainable: number;
  /** Numbers that it does not: frozen weights, running statistics. */
  readonly fixed: number;
  /** Floating point operations of its part of the forward pass, for the whole batch. */
  readonly flops: number;
}

/** A kernel, and the layer that called it. */
interface Placed {
  readonly use: KernelUse;
  readonly layer: string | undefined;
}

/** The part of a layer that is called; its name is the beginning of its weights' names. */
interface CalledLayer {
  apply(...given: unknown[]): unknown;
  getClassName(): string;
}

/** Kernels that compute nothing: they only rearrange numbers. */
const MOVES: ReadonlySet<string> = new Set(
  'Cast Concat ExpandDims GatherNd GatherV2 Identity Pack PadV2 Reshape Reverse Slice SplitV StridedSlice Tile Transpose Unpack'.split(
    ' ',
  ),
);

/** Watches one forward pass: which kernels ran, and in which layer. */
export class LayerWatch {
  readonly #placed: Placed[] = [];
  readonly #shapes = new Map<string, number[][]>();
  #layer: string | undefined;

  /** Told of every kernel. */
  readonly used = (use: KernelUse): void => {
    this.#placed.push({ use, layer: this.#layer });
  };

  /** Runs `body` with an eye on when the layers of `model` are called. */
  during<T>(model: LayersModelLike | undefined, body: () => T): T {
    const layers = (model?.layers ?? []) as unknown as readonly CalledLayer[];
    layers.forEach((layer, place) => {
      const name = `${place}.${layer.getClassName()}`;
      const { apply } = layer;
      layer.apply = (...given) => this.#within(name, () => apply.apply(layer, given));
    });
    try {
      return body();
    } finally {
      for (const layer of layers) Reflect.deleteProperty(layer, 'apply'); // the class has its own
    }
  }

  #within(name: string, call: () => unknown): unknown {
    const before = this.#layer;
    this.#layer = name;
    try {
      const made = call();
      this.#shapes.set(
        name,
        (Array.isArray(made) ? made : [made]).map(({ shape }: Value) => [...shape]),
      );
      return made;
    } finally {
      this.#layer = before;
    }
  }

  /** What was seen, in the order of the calls. Without layers, a kernel belongs to the parameters that were used last. */
  summary(model: TrainableModel, trace: Trace, depth: number): LayerSummary[] {
    const { counts, scopes } = countsOf(model, depth);
    const scopeOf = new Map(trace.variables.map(({ variable, before }) => [before, scopes.get(variable)]));
    const live = new Set(planOf(trace).nodes);
    const shapes = new Map(this.#shapes);
    const flops = new Map<string, number>([...shapes.keys()].map((name) => [name, 0]));
    let scope: string | undefined;
    for (const { use, layer } of this.#placed) {
      for (const input of Object.values(use.inputs)) scope = scopeOf.get(input) ?? scope;
      const name = layer ?? (this.#shapes.size === 0 ? scope : undefined) ?? '';
      flops.set(name, (flops.get(name) ?? 0) + flopsOf(use, live));
      if (layer === undefined && !MOVES.has(use.kernel)) shapes.set(name, [[...use.outputs[0]!.shape]]);
    }
    for (const name of counts.keys()) if (!flops.has(name)) flops.set(name, 0);
    return [...flops]
      .filter(([name, sum]) => name !== '' || sum > 0)
      .map(([name, sum]) => ({
        name: name || '(other)',
        shapes: shapes.get(name) ?? [],
        ...(counts.get(name) ?? { trainable: 0, fixed: 0 }),
        flops: sum,
      }));
  }
}

/** How many numbers each scope has, and the scope of each variable. */
function countsOf({ parameters, buffers = {} }: TrainableModel, depth: number) {
  const counts = new Map<string, { trainable: number; fixed: number }>();
  const scopes = new Map<Variable, string>();
  for (const [kind, variables] of [['trainable', parameters] as const, ['fixed', buffers] as const]) {
    for (const [name, variable] of Object.entries(variables)) {
      const parts = name.split('/');
      const scope = parts.slice(0, Math.max(1, Math.min(depth, parts.length - 1))).join('/');
      scopes.set(variable, scope);
      const count = counts.get(scope) ?? { trainable: 0, fixed: 0 };
      count[kind] += variable.size;
      counts.set(scope, count);
    }
  }
  return { counts, scopes };
}
