import type { HostTensors, Plugin, Runnable, StepEngine, StepProgram, TrainableModel, Trainer } from '@amnl/core-loop';
import { getBackend, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/graph.js';
import type { KernelUse } from '../kernels/kernel.js';
import { type Plan, planOf } from '../program/plan.js';
import { typeOf } from '../program/program-cache.js';
import { onnxBackend } from '../trace/backend.js';
import { trace, type VariableMaker } from '../trace/trace.js';
import { flopsOf } from './flops.js';
import { memoryOf, type StepMemory } from './memory.js';

/** What goes into a trainer whose step is to be looked at. */
export interface TracerParts {
  /** Traces the step and computes nothing. */
  readonly engine: StepEngine;
  /** To be put into the list of plugins: ends the run within its first step. */
  readonly plugin: Plugin;
}

/** A training step: forward, loss, gradients, optimiser and whatever the plugins compute in it. */
export interface StepSummary {
  /** Samples of the micro-batch that was traced. */
  readonly batchSize: number;
  /** Floating point operations, for the whole batch. */
  readonly flops: number;
  /** Bytes. */
  readonly memory: StepMemory;
}

/** Thrown in the first step, when its trace is there. */
class Done extends Error {}

/**
 * Traces the first training step of the trainer that `make` makes with the parts given to it. Weights and moments stay as they are, and
 * nothing is evaluated or saved; `fitStart`, `epochStart`, `stepStart` and `fitEnd` hooks run. The trainer is not disposed.
 */
export async function traceStep(make: (parts: TracerParts) => Trainer): Promise<StepSummary> {
  const engine = new TracingEngine();
  const plugin: Plugin = {
    name: 'summary',
    hooks: {
      gradients(_step, gradients) {
        engine.gradients = Object.values(gradients).map((gradient: Tensor) => onnxBackend().graphValue(gradient));
        return gradients;
      },
      stepEnd() {
        throw new Done();
      },
    },
  };
  const trainer = make({ engine, plugin });
  try {
    await trainer.fit();
  } catch (error) {
    if (!((error as Error).cause instanceof Done)) throw error;
  }
  return engine.summary(trainer.run.model);
}

/** What was seen of one program. */
interface Seen {
  readonly flops: number;
  readonly plan: Plan;
  readonly batchSize: number;
}

class TracingEngine implements StepEngine {
  readonly name = 'trace';
  gradients: readonly Value[] = [];
  #maker: VariableMaker | undefined;
  readonly #seen = new Map<string, Seen>();

  get backend(): string {
    return getBackend();
  }

  prepare(name: string, program: StepProgram): Runnable {
    return {
      run: (inputs) => {
        if (!this.#seen.has(name)) this.#seen.set(name, this.#trace(program, inputs));
        return {};
      },
    };
  }

  makeVariable(make: () => Variable): Variable {
    return this.#maker === undefined ? make() : this.#maker(make);
  }

  /** Of a group the last micro-batch does most; where an epoch has a short group only, its step is a program of its own. */
  summary(model: TrainableModel): StepSummary {
    const update = this.#seen.get('update');
    const parts = update === undefined ? [...this.#seen.values()] : [update];
    const memories = parts.map(({ plan }) => memoryOf(plan, model, this.gradients));
    return {
      batchSize: Math.max(...parts.map(({ batchSize }) => batchSize)),
      flops: parts.reduce((sum, { flops }) => sum + flops, 0),
      memory: memories.reduce((most, memory) => (memory.total > most.total ? memory : most)),
    };
  }

  #trace(program: StepProgram, inputs: HostTensors): Seen {
    const uses: KernelUse[] = [];
    const types = Object.entries(inputs).map(([name, { data, shape }]) => [name, { type: typeOf(data), shape }]);
    const traced = trace(program, Object.fromEntries(types), {
      whileTracing: (maker) => {
        this.#maker = maker;
      },
      used: (use) => uses.push(use),
    });
    const plan = planOf(traced);
    const live = new Set(plan.nodes);
    const first = Object.entries(inputs).find(([name]) => name.startsWith('input/'));
    return {
      flops: uses.reduce((sum, use) => sum + flopsOf(use, live), 0),
      plan,
      batchSize: first?.[1].shape[0] ?? 0,
    };
  }

  dispose(): void {}
}
