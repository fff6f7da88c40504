import { type StepProgram, TrainError } from '@amnl/core-loop';
import type { ValueType } from '../graph/graph.js';
import { providerFailure } from '../runtime/provider-failure.js';
import type { RuntimeOptions } from '../runtime/runtime.js';
import { type Notice, noticeSlowLoad } from '../runtime/slow-load.js';
import { type TraceOptions, trace } from '../trace/trace.js';
import { type PlannedVariable, planOf } from './plan.js';
import { Program } from './program.js';

/** Options of {@link makeProgram}. */
export interface MakeProgramOptions extends RuntimeOptions, TraceOptions {
  /** What the function is called in messages. */
  readonly name: string;
  /** Called if loading takes long. @default a process warning */
  readonly notice?: Notice | undefined;
  /** Looks at the variables that the program uses, before it is loaded. */
  check(used: readonly PlannedVariable[]): void;
}

/** From a function to a program: traces it, drops what nothing needs, and loads the rest into ONNX Runtime. */
export async function makeProgram(
  body: StepProgram,
  inputs: Readonly<Record<string, ValueType>>,
  options: MakeProgramOptions,
): Promise<Program> {
  const plan = planOf(trace(body, inputs, options));
  options.check(plan.uses);
  noticeSlowLoad(options.name, plan.nodes.length, options.notice);
  try {
    return await Program.create(plan, options);
  } catch (error) {
    const refused = error instanceof TrainError && error.code === 'EO_PROGRAM_INVALID';
    throw (refused && (await providerFailure(options.providers ?? []))) || error;
  }
}
