import type { HostTensors, Plugin, Runnable, StepEngine, StepProgram, TrainableModel, Trainer } from '@amnl/core-loop';
import { getBackend, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { onnxBackend } from '../backend.js';
import type { Value } from '../graph.js';
import type { KernelUse } from '../kernels/kernel.js';
import { type Plan, planOf } from '../plan.js';
import { typeOf } from '../program-cache.js';
import { trace, type VariableMaker } from '../trace.js';
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
  /** Floating point operations, for the whole batch. */
  readonly flops: number;
  /** Bytes. */
  readonly memory: StepMemory;
}

/** Thrown in the first step, when its trace is there. */
class Seen extends Error {}

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
        throw new Seen();
      },
    },
  };
  const trainer = make({ engine, plugin });
  try {
    await trainer.fit();
  } catch (error) {
    if (!((error as Error).cause instanceof Seen)) throw error;
  }
  return engine.summary(trainer.run.model);
}

class TracingEngine implements StepEngine {
  readonly name = 'trace';
  gradients: readonly Value[] = [];
  #maker: VariableMaker | undefined;
  #step: { flops: number; plan: Plan } | undefined;

  get backend(): string {
    return getBackend();
  }

  prepare(name: string, program: StepProgram): Runnable {
    return {
      run: (inputs) => {
        const seen = this.#trace(program, inputs);
        if (name === 'update') this.#step = seen; // of a group the last micro-batch does most
        return {};
      },
    };
  }

  makeVariable(make: () => Variable): Variable {
    return this.#maker === undefined ? make() : this.#maker(make);
  }

  summary(model: TrainableModel): StepSummary {
    const { flops, plan } = this.#step!;
    return { flops, memory: memoryOf(plan, model, this.gradients) };
  }

  #trace(program: StepProgram, inputs: HostTensors) {
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
    return { flops: uses.reduce((sum, use) => sum + flopsOf(use, live), 0), plan };
  }

  pull(): void {}
  push(): void {}
  dispose(): void {}
}
